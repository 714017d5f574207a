"""Keeps the state of referrals in step with the entries that came with them."""

from patients.models import Patient, Referral
from patients.verdicts import CHART


def settle_referrals(patient: Patient) -> None:
    """A referral of which no entry waits any more is done; one of which an entry waits is not."""
    rows = [
        model._base_manager.filter(patient=patient, voided_at=None, accepted_at=None)
        .exclude(referral=None)
        .order_by()
        .values_list("referral_id", flat=True)
        for model in CHART
    ]
    waiting = set(rows[0].union(*rows[1:]))
    open_or_done = [Referral.State.WAITING, Referral.State.DONE]
    for referral in Referral.objects.filter(patient=patient, state__in=open_or_done):
        state = Referral.State.WAITING if referral.pk in waiting else Referral.State.DONE
        if state != referral.state:
            referral.state = state
            referral.revision += 1
            referral.save(update_fields=["state", "revision", "changed_at"])
