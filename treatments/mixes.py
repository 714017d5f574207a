"""Rows of the shelf and of the bench as the pure modules see them. No query if prefetched."""

from datetime import datetime, timedelta

from patients.rules import Policy
from treatments import mixture
from treatments.models import Lot, Mix


def stock_of(lot: Lot) -> mixture.Stock:
    """Wants `lot.product`."""
    return mixture.Stock(name=lot.product.name, strengths=lot.percentages())


def solution_of(mix: Mix) -> mixture.Mix:
    """What is in a batch, reckoned from its parts. Wants `parts__lot__product`."""
    return mixture.Mix(
        parts=tuple(mixture.Part(stock=stock_of(part.lot), ml=part.ml) for part in mix.parts.all())
    )


def use_before(mix: Mix, policy: Policy) -> datetime:
    """The last moment at which it may be injected."""
    return mix.mixed_at + timedelta(minutes=policy.beyond_use_minutes)
