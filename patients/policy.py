"""The thresholds that are in force at this clinic."""

import logging

from patients.models import ScreeningPolicy
from patients.rules import Policy

logger = logging.getLogger(__name__)


def in_force() -> ScreeningPolicy | None:
    """The newest version; None while the clinic never changed the published values. One query."""
    return ScreeningPolicy.objects.select_related("changed_by").first()


def clinic_policy() -> Policy:
    """The newest version; the published values while there is none. One query."""
    return read_policy(in_force())


def read_policy(version: ScreeningPolicy | None) -> Policy:
    """What a stored version says; the published values where it cannot be read."""
    if version is None:
        return Policy()
    try:
        return Policy.from_json(version.values)
    except ValueError:
        # Stored under other ranges than today's: the published values are the careful ones.
        logger.exception("The clinic's thresholds cannot be read; the published ones are used.")
        return Policy()
