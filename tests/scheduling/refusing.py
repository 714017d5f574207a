"""What an action of the book says when it refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from scheduling.models import Appointment


def refused(action: Callable[..., object], **fields: Any) -> list[str]:
    """What the action said, after seeing that it left nothing behind."""
    before = list(Appointment.objects.order_by("pk").values())
    with pytest.raises(ValidationError) as error:
        action(**fields)
    assert list(Appointment.objects.order_by("pk").values()) == before
    return error.value.messages
