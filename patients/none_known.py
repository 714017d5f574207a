"""What another clinic says of a patient who has no allergies; the chart says so once accepted."""

from collections.abc import Iterable

from patients.models import Patient, Referral

_FILED = (Referral.State.WAITING, Referral.State.DONE)


def says_none_known(patient: Patient) -> Referral | None:
    """The newest referral that says that no allergy is known, unless the chart says the same.

    At most one query. What was said stands in `person["no_known_allergies"]`.
    """
    if patient.allergies_status == Patient.Allergies.NONE_KNOWN:
        return None
    said = Referral.objects.filter(
        patient=patient, state__in=_FILED, person__has_key="no_known_allergies"
    )
    return said.exclude(person__no_known_allergies="").order_by("-received_at", "-id").first()


def among(patient: Patient, referrals: Iterable[Referral]) -> Referral | None:
    """As `says_none_known`, of referrals that are at hand, the newest first."""
    if patient.allergies_status == Patient.Allergies.NONE_KNOWN:
        return None
    return next((each for each in referrals if each.person.get("no_known_allergies")), None)
