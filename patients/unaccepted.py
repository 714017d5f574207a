"""Counts what came with referrals and waits for a clinician, inside the statement that asks."""

from functools import reduce
from operator import add
from typing import Any

from django.db.models import F, Func, IntegerField, OuterRef, Subquery, Window
from django.db.models.aggregates import Count
from django.db.models.expressions import Combinable

from patients.models.referral import ReferralQuerySet
from patients.verdicts import CHART


def unaccepted(**whose: Any) -> Combinable:
    """How many entries wait; `whose` says of what, e.g. `patient=OuterRef("pk")`."""
    numbers = (
        Subquery(
            model._base_manager.filter(
                voided_at=None, accepted_at=None, referral__isnull=False, **whose
            )
            .order_by()
            .annotate(number=Func(F("pk"), function="COUNT", output_field=IntegerField()))
            .values("number")
        )
        for model in CHART
    )
    return reduce(add, numbers)


def with_entries(rows: ReferralQuerySet) -> ReferralQuerySet:
    """Each with `entries`, how many of it wait, and `of_all`, how many referrals there are."""
    return rows.annotate(entries=unaccepted(referral=OuterRef("pk")), of_all=Window(Count("pk")))
