"""The thresholds that are in force at this clinic."""

import logging
from typing import Any

from patients.models import ScreeningPolicy
from patients.rules import Policy

logger = logging.getLogger(__name__)


def in_force() -> ScreeningPolicy | None:
    """The newest version; None while the clinic never changed the published values. One query."""
    return ScreeningPolicy.objects.select_related("changed_by").first()


def clinic_policy() -> Policy:
    """What the newest version says; the published values while there is none. One query."""
    return _read(ScreeningPolicy.objects.values_list("values", flat=True).first())


def read_policy(version: ScreeningPolicy | None) -> Policy:
    """What a stored version says; the published values where it cannot be read."""
    return _read(version.values if version else None)


def _read(values: dict[str, Any] | None) -> Policy:
    if values is None:
        return Policy()
    try:
        return Policy.from_json(values)
    except ValueError:
        # Stored under other ranges than today's: the published values are the careful ones.
        logger.exception("The clinic's thresholds cannot be read; the published ones are used.")
        return Policy()
