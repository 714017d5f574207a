"""What speaks against drawing from a lot or a container. No query if product and vial are there."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from patients.rules import Policy
from staff.templatetags.prolo import day
from treatments.cautions import Caution, refuse
from treatments.models import Lot, Vial

LABEL = "label: single dose, discard the rest"
USP = "USP <797>: multi-dose vials 28 days after opening"
_ANOTHER = "Choose another lot."


def stock_problems(
    lot: Lot, vial: Vial | None, *, patient_id: int, on: date, policy: Policy
) -> Iterator[Caution]:
    """Refusals for one part of a mix for this patient on that day. Wants `lot.product`."""
    yield from _of_lot(lot, on)
    if vial is not None:
        yield from _of_vial(vial, lot, patient_id, on, policy)


def _of_lot(lot: Lot, on: date) -> Iterator[Caution]:
    if lot.recalled_on is not None and lot.recalled_on <= on:
        words = f"{lot} is recalled since {day(lot.recalled_on)}: {lot.recall_reason}"
        yield refuse("recalled", "parts", f"{words.rstrip('.')}.", offer=_ANOTHER)
    if lot.expires_on < on:
        yield refuse("expired", "parts", f"{lot} expired on {day(lot.expires_on)}.", offer=_ANOTHER)
    if lot.used_up_at is not None and timezone.localdate(lot.used_up_at) <= on:
        yield refuse("used_up", "parts", f"{lot} is marked as used up.", offer=_ANOTHER)


def _of_vial(vial: Vial, lot: Lot, patient_id: int, on: date, policy: Policy) -> Iterator[Caution]:
    opened = timezone.localdate(vial.opened_at)
    anew = "Open a new one."
    if vial.lot_id != lot.pk:
        yield refuse("vial", "parts", f"The container is not of {lot}.", offer=anew)
        return
    if vial.discarded_at is not None:
        yield refuse("vial", "parts", f"This container of {lot} was thrown away.", offer=anew)
    if not lot.product.single_dose:
        last = (on - opened).days
        if last > policy.multi_dose_days:
            words = (
                f"The container of {lot} was opened on {day(opened)}, more than "
                f"{policy.multi_dose_days} days ago."
            )
            yield refuse("vial", "parts", words, source=USP, offer=anew)
    elif vial.patient_id != patient_id:
        words = f"The container of {lot} was opened for another patient; it is single-dose."
        yield refuse("vial", "parts", words, source=LABEL, offer=anew)
    elif opened != on:
        words = f"The container of {lot} was opened on {day(opened)}; it is single-dose."
        yield refuse("vial", "parts", words, source=LABEL, offer=anew)
