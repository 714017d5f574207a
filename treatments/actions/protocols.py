"""Writing the protocols of the clinic: draft, approved by a second physician, in use, retired.

What comes with the product is loaded by `library`.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from patients import icd10
from patients.models import Icd10Code
from staff.models import User, lock_unchanged
from treatments.library import KINDS, PublishedProtocol
from treatments.models import Protocol, ProtocolVersion
from treatments.protocol_checks import problems_of
from treatments.stored_protocol import columns

State = ProtocolVersion.State

# A published protocol of a later release can never have the code of one the clinic wrote.
OWN = "clinic-"


@transaction.atomic
def draft_protocol(
    *, by: User, now: datetime, content: PublishedProtocol, reason: str = ""
) -> ProtocolVersion:
    """Write a protocol that the library does not have yet; its code is made from the condition.

    Raises ValidationError keyed as in `protocol_checks`. Nothing is kept then.
    """
    content = _checked(content)
    protocol = Protocol(code=_free_code(content.condition), kind=content.kind)
    protocol.full_clean()
    protocol.save()
    return _new_draft(protocol, by, now, content, reason)


@transaction.atomic
def draft_version(
    *, protocol: Protocol, by: User, now: datetime, content: PublishedProtocol, reason: str
) -> ProtocolVersion:
    """Write the next version of a protocol. The one in use stays in use meanwhile."""
    Protocol.objects.select_for_update(no_key=True).get(pk=protocol.pk)
    draft = protocol.versions.filter(state=State.DRAFT).select_related("written_by").first()
    if draft is not None:
        raise ValidationError(
            f"Version {draft.number} is being written already, by {draft.written_by}. Change that "
            "draft, or discard it first."
        )
    content = _checked(replace(content, kind=protocol.kind))
    return _new_draft(protocol, by, now, content, _said(reason))


def _new_draft(
    protocol: Protocol, by: User, now: datetime, content: PublishedProtocol, reason: str
) -> ProtocolVersion:
    last = protocol.versions.aggregate(last=Max("number"))["last"] or 0
    version = ProtocolVersion(
        protocol=protocol,
        number=last + 1,
        written_by=by,
        written_at=now,
        change_reason=reason.strip(),
        **columns(content),
    )
    version.full_clean()
    version.save()
    return version


@transaction.atomic
def write_protocol(
    *,
    version: ProtocolVersion,
    revision: int,
    by: User,
    now: datetime,
    content: PublishedProtocol,
    reason: str,
) -> ProtocolVersion:
    """Replace what the draft says. Whoever changes it last counts as its writer.

    Raises ValidationError keyed as in `protocol_checks`, or with the code "stale".
    """
    locked = _draft(version, revision)
    if locked.number > 1:
        reason = _said(reason)
    says = columns(_checked(content)) | {"change_reason": reason.strip()}
    says |= {"written_by": by, "written_at": now}
    for name, value in says.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save(update_fields=[*says, "revision", "changed_at"])
    if locked.number == 1 and locked.protocol.kind != content.kind:
        locked.protocol.kind = content.kind
        locked.protocol.full_clean()
        locked.protocol.save(update_fields=["kind"])
    return locked


@transaction.atomic
def approve_protocol(
    *, version: ProtocolVersion, revision: int, by: User, now: datetime
) -> ProtocolVersion:
    """Freeze the draft as `by` read it. Nobody approves what they wrote any part of."""
    locked = _draft(version, revision)
    if wrote_in(locked, by):
        raise ValidationError("You wrote this draft, or a part of it. Another physician approves.")
    locked.state = State.APPROVED
    locked.approved_by = by
    locked.approved_at = now
    locked.full_clean()
    locked.save(update_fields=["state", "approved_by", "approved_at", "revision", "changed_at"])
    return locked


@transaction.atomic
def activate_protocol(*, version: ProtocolVersion, by: User, now: datetime) -> ProtocolVersion:
    """Put an approved version into use; the one in use until now is retired with it.

    Plans that were made from the former one go on under it.
    """
    Protocol.objects.select_for_update(no_key=True).get(pk=version.protocol_id)
    locked = ProtocolVersion.objects.select_for_update().get(pk=version.pk)
    if locked.state != State.APPROVED:
        raise ValidationError(
            f"Only an approved version is put into use; this one is: {_state(locked)}."
        )
    former = ProtocolVersion.objects.usable().filter(protocol=locked.protocol_id).first()
    if former is not None:
        _retire(former, by, now, f"Version {locked.number} was put into use.")
    locked.state = State.ACTIVE
    locked.activated_by = by
    locked.activated_at = now
    locked.full_clean()
    locked.save(update_fields=["state", "activated_by", "activated_at"])
    return locked


@transaction.atomic
def retire_protocol(
    *, version: ProtocolVersion, by: User, now: datetime, reason: str
) -> ProtocolVersion:
    """Take a version out of use, or discard it before it was. Plans made from it go on."""
    Protocol.objects.select_for_update(no_key=True).get(pk=version.protocol_id)
    locked = ProtocolVersion.objects.select_for_update().get(pk=version.pk)
    if locked.state == State.RETIRED:
        raise ValidationError("This version is retired already.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why."})
    _retire(locked, by, now, reason.strip())
    return locked


def _retire(version: ProtocolVersion, by: User, now: datetime, reason: str) -> None:
    version.state = State.RETIRED
    version.retired_by = by
    version.retired_at = now
    version.retired_reason = reason
    version.full_clean()
    version.save(update_fields=["state", "retired_by", "retired_at", "retired_reason"])


def wrote_in(version: ProtocolVersion, user: User) -> bool:
    """Whether `user` ever saved this version: it may have had several writers."""
    history: Any = version
    return bool(history.events.filter(written_by=user).exists())


def _draft(version: ProtocolVersion, revision: int) -> ProtocolVersion:
    locked: ProtocolVersion = lock_unchanged(version, revision)
    if locked.state != State.DRAFT:
        raise ValidationError(
            f"This version is not a draft any more: {_state(locked)}. Write the next version."
        )
    return locked


def _state(version: ProtocolVersion) -> str:
    return version.get_state_display().lower()


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"change_reason": "Say what changes, and why."})
    return reason


def _checked(content: PublishedProtocol) -> PublishedProtocol:
    """The same with its codes as the list writes them; ValidationError for all that is wrong."""
    wrong = problems_of(content)
    if content.kind not in KINDS:
        wrong["kind"] = ["Choose what kind of protocol this is."]
    codes: dict[str, tuple[str, ...]] = {}
    for side, typed in content.icd10.items():
        try:
            codes[side] = tuple(dict.fromkeys(icd10.normalise(code) for code in typed))
        except ValueError as error:
            wrong.setdefault(f"icd10_{side}", []).append(str(error))
    known = Icd10Code.objects.in_bulk([code for found in codes.values() for code in found])
    # Without the list (not loaded yet) only the look of a code can be checked.
    if Icd10Code.objects.exists():
        for side, found in codes.items():
            wrong_codes = [problem for code in found if (problem := _code_problem(code, known))]
            if wrong_codes:
                wrong.setdefault(f"icd10_{side}", []).extend(wrong_codes)
    if wrong:
        raise ValidationError(
            {
                field if field != "solutions" else NON_FIELD_ERRORS: said
                for field, said in wrong.items()
            }
        )
    return replace(content, icd10={side: found for side, found in codes.items() if found})


def _code_problem(code: str, known: dict[str, Icd10Code]) -> str | None:
    if code not in known:
        return f"{code} is not in the ICD-10-CM list."
    if not known[code].billable:
        return f"{code} is a heading: give one of the codes under it."
    return None


def _free_code(condition: str) -> str:
    """A short name for addresses that no protocol has yet: "clinic-tennis-elbow", "…-2"."""
    stem = OWN + (slugify(condition)[:45].strip("-") or "protocol")
    taken = set(Protocol.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)
