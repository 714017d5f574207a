"""What physicians decide about findings: override, acknowledge, sign second, take back.

Only the latest screening of its kind can be decided on; each decision sums its verdict up again.
"""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.models import Finding, Patient, Screening
from patients.policy import clinic_policy
from patients.rules import Outcome, Override, Rule
from patients.verdicts import is_latest, latest_screening, outcome_behind, outcome_of, replay
from staff.capabilities import Capability
from staff.models import User, lock_unchanged

REASON_LENGTH = 20
RECORDED_LENGTH = 200
_DECISION = (
    "state", "decided_by", "decided_at", "reason_code", "reason", "recorded", "risk_discussed",
    "valid_for", "seconded_by", "seconded_at",
)  # fmt: skip


def recorded_field(place: int) -> str:
    """Name of the form field for the `place`th label of `Rule.records`; errors carry it too."""
    return f"recorded_{place}"


@transaction.atomic
def override_finding(
    *,
    finding: Finding,
    by: User,
    now: datetime,
    reason_code: str,
    reason: str,
    recorded: Mapping[str, str],
    risk_discussed: bool,
    valid_for: str,
    revision: int | None = None,
) -> Finding:
    """Let treatment go ahead in spite of a finding, with the physician's reason.

    `reason_code` is one of Finding.Reason, `valid_for` one of Finding.Validity; `recorded` maps
    each label of `Rule.records` to a text of at most 200 characters; `revision` is that of the
    screening the form was opened on. Where the clinic asks for a second signature the finding
    waits for it and counts as undecided until then.
    Raises ValidationError where the rule admits no override, the screening is not the latest any
    more, somebody decided already, or something that has to be recorded is missing.
    """
    screening, finding = _lock(finding, by, revision)
    outcome = _decidable(screening, finding)
    if outcome.override is Override.ACKNOWLEDGE:
        raise ValidationError("This caution needs no override: acknowledge it.", code="caution")
    kept, errors = _recorded(outcome.rule, recorded)
    errors |= _wrong_with(reason_code, reason.strip())
    if errors:
        raise ValidationError(errors)
    waits = finding.rule in clinic_policy().second_signature
    finding.state = Finding.State.AWAITING if waits else Finding.State.OVERRIDDEN
    finding.reason_code = reason_code
    finding.reason = reason.strip()
    finding.recorded = kept
    finding.risk_discussed = risk_discussed
    finding.valid_for = valid_for
    return _decide(screening, finding, by, now)


@transaction.atomic
def acknowledge_finding(
    *,
    finding: Finding,
    by: User,
    now: datetime,
    recorded: Mapping[str, str] | None = None,
    revision: int | None = None,
) -> Finding:
    """Confirm that a caution was seen. It holds for the plan, so that nobody is asked each session.

    `recorded` as in `override_finding`. Raises ValidationError where the rule wants more than that.
    """
    screening, finding = _lock(finding, by, revision)
    outcome = _decidable(screening, finding)
    if outcome.override is not Override.ACKNOWLEDGE:
        raise ValidationError(
            "This finding needs a decision with a reason: override it.", code="not a caution"
        )
    kept, errors = _recorded(outcome.rule, recorded or {})
    if errors:
        raise ValidationError(errors)
    finding.state = Finding.State.ACKNOWLEDGED
    finding.recorded = kept
    # What was said when an earlier decision was taken back is in the history.
    finding.reason = ""
    finding.valid_for = Finding.Validity.PLAN
    return _decide(screening, finding, by, now)


@transaction.atomic
def second_finding(
    *, finding: Finding, by: User, now: datetime, revision: int | None = None
) -> Finding:
    """Sign another physician's override as the second one; from then on it counts.

    Raises ValidationError when it does not wait for a signature, or `by` made the override.
    """
    screening, finding = _lock(finding, by, revision)
    if finding.state != Finding.State.AWAITING:
        raise ValidationError(
            f"This finding waits for no second signature: {finding.get_state_display().lower()}.",
            code="not awaiting",
        )
    _outcome(screening, finding)
    if finding.decided_by_id == by.pk:
        raise ValidationError(
            "You made this override yourself; the second signature is another physician's.",
            code="own override",
        )
    finding.state = Finding.State.OVERRIDDEN
    finding.seconded_by = by
    finding.seconded_at = now
    return _save(screening, finding)


@transaction.atomic
def withdraw_decision(
    *, finding: Finding, by: User, now: datetime, reason: str, revision: int | None = None
) -> Finding:
    """Take an override or an acknowledgement back: the finding is open again.

    An open finding with `decided_by` is one that this person reopened, and `reason` says why; the
    decision itself stays in the history.
    Raises ValidationError when there is no decision, or a newer screening took it over.
    """
    screening, finding = _lock(finding, by, revision)
    if not finding.is_decided:
        raise ValidationError(
            f"There is no decision to take back: {finding.get_state_display().lower()}.",
            code="not decided",
        )
    _outcome(screening, finding)
    _check_not_taken_over(screening, finding)
    if not reason.strip():
        raise ValidationError({"reason": "Say why the decision is taken back."})
    finding.state = Finding.State.OPEN
    finding.reason_code = ""
    finding.reason = reason.strip()
    finding.recorded = {}
    finding.risk_discussed = False
    finding.valid_for = Finding.Validity.SESSION
    finding.seconded_by = None
    finding.seconded_at = None
    return _decide(screening, finding, by, now)


def _lock(finding: Finding, by: User, revision: int | None) -> tuple[Screening, Finding]:
    """Screening and finding, locked; patient first, as `run_screening` does."""
    if not by.can(Capability.SCREEN):
        raise ValidationError("Only a physician decides on findings.", code="not a physician")
    screening = finding.screening
    Patient.objects.select_for_update(no_key=True).get(pk=screening.patient_id)
    if not is_latest(screening):
        raise ValidationError(
            "A newer screening replaced this one. Decide on the findings there.", code="superseded"
        )
    if revision is None:
        screening.refresh_from_db(fields=["revision"])
        revision = screening.revision
    locked: Screening = lock_unchanged(screening, revision)
    return locked, Finding.objects.select_for_update().get(pk=finding.pk)


def _outcome(screening: Screening, finding: Finding) -> Outcome:
    """What the rule answered; ValidationError when today's rules cannot tell."""
    finding.screening = screening
    outcome = outcome_behind(finding)
    if outcome is None:
        raise ValidationError(
            "The rules changed since this screening. Screen again, then decide.", code="old rules"
        )
    return outcome


def _decidable(screening: Screening, finding: Finding) -> Outcome:
    """The outcome behind the finding; ValidationError says why it cannot be decided."""
    if finding.state != Finding.State.OPEN:
        raise ValidationError(
            f"This finding is already decided: {finding.get_state_display().lower()}.",
            code="decided",
        )
    outcome = _outcome(screening, finding)
    if not outcome.can_be_decided:
        raise ValidationError(
            f"{outcome.rule.title}: no override is admitted. {finding.resolve}", code="absolute"
        )
    return outcome


def _wrong_with(reason_code: str, reason: str) -> dict[str, str]:
    errors = {}
    if len(reason) < REASON_LENGTH:
        errors["reason"] = (
            f"Give the reason in at least {REASON_LENGTH} characters; these are {len(reason)}."
        )
    if reason_code not in Finding.Reason.values:
        errors["reason_code"] = "Choose the kind of reason."
    return errors


def _recorded(rule: Rule, given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What is kept for each label of the rule, and what is wrong with it by form field."""
    if foreign := sorted(given.keys() - set(rule.records)):
        raise ValidationError(f"{rule.title} does not ask for “{foreign[0]}”.")
    kept = {label: given.get(label, "").strip() for label in rule.records}
    errors = {}
    for place, text in enumerate(kept.values()):
        if not text:
            errors[recorded_field(place)] = "This has to be in the record."
        elif len(text) > RECORDED_LENGTH:
            errors[recorded_field(place)] = (
                f"At most {RECORDED_LENGTH} characters; these are {len(text)}."
            )
    return kept, errors


def _check_not_taken_over(screening: Screening, finding: Finding) -> None:
    """Taken back here, a decision that a newer screening holds too would go on from there."""
    newest = latest_screening(screening.patient)
    if newest is None or newest.pk == screening.pk:
        return
    same = newest.findings.filter(rule=finding.rule, decided_at=finding.decided_at)
    if same.exclude(state=Finding.State.OPEN).exists():
        raise ValidationError(
            f"A newer screening took this decision over: "
            f"{newest.get_kind_display().lower()}, {newest.run_on:%b} {newest.run_on.day}. "
            "Take it back there.",
            code="taken over",
        )


def _decide(screening: Screening, finding: Finding, by: User, now: datetime) -> Finding:
    finding.decided_by = by
    finding.decided_at = now
    return _save(screening, finding)


def _save(screening: Screening, finding: Finding) -> Finding:
    finding.full_clean()
    finding.save(update_fields=_DECISION)
    screening.outcome = outcome_of(replay(screening) or (), screening.findings.all())
    screening.full_clean()
    screening.save(update_fields=["outcome", "revision", "changed_at"])
    return finding
