"""Restricting a chart to named people, lifting that, and opening it all the same."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from patients.models import GlassOpening, NamedReader, Patient, Restriction
from patients.models.restriction import shut_charts
from staff.capabilities import Capability, Role
from staff.models import User

OTHER_NAMES = "Other people are named"
CHANGED = (
    "Somebody else changed who opens this chart while you were typing. Nothing was saved; what you "
    "typed is still below. Compare it with what holds now and save again."
)


def may_restrict(user: User, patient: Patient) -> bool:
    """Administrators; and physicians who treat this patient, unless the chart is shut to them.

    Who treats belongs to the floor above; it is only followed back from the patient.
    """
    if not user.can(Capability.RESTRICT_CHARTS):
        return False
    if Role.ADMINISTRATOR in user.roles:
        return True
    treats = Q(plans__physician=user) | Q(screenings__run_by=user)
    return (
        patient.pk not in shut_charts(user)
        and Patient.objects.filter(treats, pk=patient.pk).exists()
    )


def readers() -> list[User]:
    """Whom a restriction may name: everybody whose role opens charts."""
    members = User.objects.active().order_by("full_name", "pk")
    return [member for member in members if member.can(Capability.VIEW_CLINICAL)]


@transaction.atomic
def restrict_chart(
    *,
    patient: Patient,
    reason: str,
    named: Collection[User],
    by: User,
    now: datetime,
    seen: int | None = None,
) -> Restriction:
    """Shut this chart to everybody but `named`; a restriction in force is replaced.

    `seen` is the number of the one that was on the screen, 0 for none: refused if it is another.
    What was opened by breaking the glass shuts with the restriction that it was opened under.
    """
    if not may_restrict(by, patient):
        raise PermissionDenied
    people = {member.pk: member for member in named}
    if not any(Role.PHYSICIAN in member.roles and member.is_active for member in named):
        raise ValidationError({"named": "Name at least one physician: somebody has to treat."})
    if Role.ADMINISTRATOR not in by.roles:
        people[by.pk] = by  # who treats does not shut himself out by an oversight
    locked = Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    before = Restriction.objects.in_force().filter(patient=locked).first()
    _check_seen(before, seen)
    if before is not None:
        _lift(before, OTHER_NAMES, by, now)
    restriction = Restriction(patient=locked, reason=reason.strip(), made_by=by, made_at=now)
    restriction.full_clean()
    restriction.save()
    for member in people.values():
        reader = NamedReader(restriction=restriction, user=member)
        reader.full_clean()
        reader.save()
    return restriction


@transaction.atomic
def lift_restriction(
    *, patient: Patient, reason: str, by: User, now: datetime, seen: int | None = None
) -> Restriction:
    """Open this chart to everybody again whose role opens charts; `seen` as above."""
    if not may_restrict(by, patient):
        raise PermissionDenied
    rows = Restriction.objects.select_for_update(no_key=True).in_force()
    restriction = rows.filter(patient=patient).first()
    if restriction is None:
        raise ValidationError("This chart is not restricted any more. Nothing was changed.")
    _check_seen(restriction, seen)
    _lift(restriction, reason, by, now)
    return restriction


def _check_seen(in_force: Restriction | None, seen: int | None) -> None:
    if seen is not None and seen != (in_force.pk if in_force else 0):
        raise ValidationError(CHANGED, code="stale")


@transaction.atomic
def break_glass(
    *, patient: Patient, why: str, words: str, by: User, now: datetime, minutes: int
) -> GlassOpening:
    """Open a restricted chart to somebody who is not named, for so many minutes."""
    if not by.can(Capability.VIEW_CLINICAL):
        raise PermissionDenied
    shut = Restriction.objects.shut_to(by.pk, now)
    # Locked, so that it is not lifted or replaced at the same moment.
    restriction = (
        Restriction.objects.select_for_update(no_key=True)
        .filter(pk__in=shut.filter(patient=patient).values("pk"))
        .first()
    )
    if restriction is None:
        raise ValidationError("This chart is open to you already.", code="open")
    opening = GlassOpening(
        restriction=restriction,
        user=by,
        why=why,
        words=words.strip(),
        opened_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )
    opening.full_clean()
    opening.save()
    return opening


def _lift(restriction: Restriction, reason: str, by: User, now: datetime) -> None:
    restriction.lifted_by, restriction.lifted_at = by, now
    restriction.lifted_reason = reason.strip()
    restriction.full_clean()
    restriction.save(update_fields=["lifted_by", "lifted_at", "lifted_reason"])
