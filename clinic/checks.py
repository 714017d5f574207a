"""What `manage.py check --deploy` says about an installation."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def roles_are_separate(app_configs: Any, **options: Any) -> list[CheckMessage]:
    # Without DATABASE_URL it is the embedded Postgres, which has both roles.
    if settings.DATABASE_OWNER_URL or not os.environ.get("DATABASE_URL"):
        return []
    return [
        Warning(
            "Prolo works as the owner of its tables.",
            hint="Make a second role for DATABASE_URL and put the owner into DATABASE_OWNER_URL, "
            "so that a hole in Prolo cannot alter what was logged. README.md says how.",
            id="prolo.W001",
        )
    ]
