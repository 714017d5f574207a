from collections.abc import Callable
from datetime import date

import pytest

from patients.models import Patient
from staff import clock
from staff.models import User
from tests import people
from tests.treatments.builders import healthy
from tests.treatments.days import noon


@pytest.fixture
def anna(ruth: User, ben: User) -> Patient:
    """Anna Berg, 58, with nothing in her chart that speaks against treatment."""
    return healthy(people.patient("Anna Berg", registered_by=ben), ruth)


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Put the clock of the product at noon of a day."""

    def put(day: date) -> None:
        monkeypatch.setattr(clock, "now", lambda: noon(day))

    return put
