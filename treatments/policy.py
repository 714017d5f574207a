"""The limits of this clinic: the published ones, unless it has set others."""

from django.conf import settings

from treatments.limits import LimitPolicy


def limit_policy() -> LimitPolicy:
    return LimitPolicy(dextrose_hard_max=settings.PROLO_DEXTROSE_MAX_PCT)
