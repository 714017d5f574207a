"""The limits of this clinic: the published ones, unless its administrators set others."""

from patients.policy import clinic_policy
from patients.rules import Policy
from treatments.limits import LimitPolicy


def limit_policy() -> LimitPolicy:
    """One query."""
    return limits_of(clinic_policy())


def limits_of(policy: Policy) -> LimitPolicy:
    return LimitPolicy(
        dextrose_warn_min=policy.dextrose_usual_min,
        dextrose_warn_max=policy.dextrose_usual_max,
        dextrose_hard_max=policy.dextrose_most,
    )
