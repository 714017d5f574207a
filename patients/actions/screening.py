"""Runs the contraindication rules and keeps what they said.

A later screening of a patient supersedes the earlier ones of its kind. Decisions carry over to it
while nothing that they rest on changes; see `_carries_over`.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.facts import gather
from patients.models import Finding, Patient, Screening
from patients.policy import clinic_policy
from patients.rules import (
    RULES_VERSION,
    Facts,
    Moment,
    Outcome,
    PlanContext,
    Policy,
    screen,
)
from patients.verdicts import DECIDED, facts_of, outcome_of
from staff.models import User

logger = logging.getLogger(__name__)

_CARRIED = (*DECIDED, Finding.State.AWAITING)


@transaction.atomic
def run_screening(
    *,
    patient: Patient,
    kind: str,
    by: User,
    now: datetime,
    today: date,
    answers: Mapping[str, str],
    plan: PlanContext | None = None,
    policy: Policy | None = None,
) -> Screening:
    """Ask every rule about the chart as it is, and keep the verdict with all it was decided on.

    `kind` is one of Screening.Kind; `answers` are as `patients.facts.gather` takes them; `policy`
    is the clinic's unless given.
    Raises ValidationError when the answers do not fit or the record takes no screening.
    """
    # One screening at a time per patient: each must see the one before it.
    patient = Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    _check_screenable(patient)
    policy = policy or clinic_policy()
    facts = _facts(patient, today=today, answers=answers, plan=plan, moment=Moment(kind))
    answered = screen(facts, policy)
    _report_failures(answered)
    outcomes = [outcome for outcome in answered if outcome.open]
    history = _History.of(patient, kind)
    screening = Screening(
        patient=patient,
        kind=kind,
        run_by=by,
        run_at=now,
        run_on=today,
        rules_version=RULES_VERSION,
        policy=policy.to_json(),
        facts=facts.to_json(),
        answers=dict(answers),
        previous=history.previous,
    )
    findings = [
        _finding(screening, outcome, history.decision(outcome, facts), policy)
        for outcome in outcomes
    ]
    screening.outcome = outcome_of(outcomes, findings)
    _save(screening, findings)
    _close_answered(history, screening, facts, answered)
    return screening


def _facts(patient: Patient, *, answers: Mapping[str, str], **when: Any) -> Facts:
    try:
        return gather(patient, answers=answers, **when)
    except ValueError as error:
        raise ValidationError(f"This answer cannot be used: {error}") from error


def _save(screening: Screening, findings: list[Finding]) -> None:
    screening.full_clean()
    screening.save()
    for finding in findings:
        # Written by the engine, not typed: only the lengths can be wrong.
        finding.clean_fields(exclude=["screening", "decided_by", "seconded_by"])
    Finding.objects.bulk_create(findings)


def _check_screenable(patient: Patient) -> None:
    if patient.merged_into_id is not None:
        raise ValidationError("This record was merged into another one. Screen that one.")
    if patient.deceased_on is not None:
        raise ValidationError("This patient has died; no screening is run.")


def _report_failures(outcomes: Iterable[Outcome]) -> None:
    """A rule that raised is a fault of ours. The log names no patient and no value."""
    for outcome in outcomes:
        if outcome.failed:
            logger.error("Screening rule %s raised %s.", outcome.id, outcome.error)


def _finding(
    screening: Screening, outcome: Outcome, decision: Finding | None, policy: Policy
) -> Finding:
    finding = Finding(
        screening=screening,
        rule=outcome.id,
        tier=outcome.tier.value,
        verdict=outcome.verdict.value,
        evidence=outcome.evidence,
        evidence_on=outcome.evidence_on,
        resolve=outcome.resolve,
        trigger=outcome.trigger,
        failed=outcome.failed,
    )
    if decision is not None:
        finding.state = _state_carried(decision, policy)
        finding.decided_by_id = decision.decided_by_id
        finding.decided_at = decision.decided_at
        finding.reason_code = decision.reason_code
        finding.reason = decision.reason
        finding.recorded = decision.recorded
        finding.risk_discussed = decision.risk_discussed
        finding.valid_for = decision.valid_for
        finding.seconded_by_id = decision.seconded_by_id
        finding.seconded_at = decision.seconded_at
    return finding


def _state_carried(decision: Finding, policy: Policy) -> str:
    """The policy of this run says whether one signature is enough, whatever was asked then."""
    if decision.state == Finding.State.ACKNOWLEDGED:
        return Finding.State.ACKNOWLEDGED
    waits = decision.rule in policy.second_signature and decision.seconded_by_id is None
    return Finding.State.AWAITING if waits else Finding.State.OVERRIDDEN


@dataclass(frozen=True, slots=True)
class _Past:
    """One earlier screening with what was decided on it."""

    screening: Screening
    facts: Facts | None
    decisions: Mapping[str, Finding]


@dataclass(frozen=True, slots=True)
class _History:
    """The latest screening of a patient, and the latest one of the kind that is run now."""

    kind: str
    latest: _Past | None
    latest_of_kind: _Past | None

    @classmethod
    def of(cls, patient: Patient, kind: str) -> "_History":
        rows = Screening.objects.filter(patient=patient).prefetch_related("findings")
        latest = rows.first()
        same = latest if latest is None or latest.kind == kind else rows.filter(kind=kind).first()
        return cls(kind, _past(latest), _past(same))

    @property
    def previous(self) -> Screening | None:
        return self.latest.screening if self.latest else None

    def decision(self, outcome: Outcome, facts: Facts) -> Finding | None:
        """The decision on the same finding that still holds, or None."""
        past = self.latest
        if past is not None and Moment(past.screening.kind) not in outcome.rule.moments:
            # The latest screening did not put this question: the one that did counts.
            past = self.latest_of_kind
        earlier = past.decisions.get(outcome.id) if past is not None else None
        if past is None or earlier is None or not outcome.can_be_decided:
            return None
        holds = earlier.trigger == outcome.trigger and _carries_over(
            earlier, past, self.kind, facts
        )
        return earlier if holds else None


def _past(screening: Screening | None) -> _Past | None:
    if screening is None:
        return None
    decisions = {f.rule: f for f in screening.findings.all() if f.state in _CARRIED}
    return _Past(screening, facts_of(screening), decisions)


def _carries_over(decision: Finding, past: _Past, kind: str, facts: Facts) -> bool:
    """Whether a decision on the same data still holds in this run.

    One for the whole plan holds for the places it was made for; made before there was a plan, it
    goes on into the plan. One for this session holds, besides, only for a repeat of the same kind
    on the same day: a session is one day.
    """
    if past.facts is None:
        return False
    if past.facts.plan is not None and not (
        facts.plan is not None and facts.plan.targets <= past.facts.plan.targets
    ):
        return False
    if decision.valid_for == Finding.Validity.PLAN:
        return True
    return past.screening.kind == kind and past.screening.run_on == facts.today


def _close_answered(
    history: _History, screening: Screening, facts: Facts, outcomes: Iterable[Outcome]
) -> None:
    """Mark what stood undecided and is clear now, with what cleared it. Its verdict stays."""
    clear = {o.id: o for o in outcomes if not o.open and facts.moment in o.rule.moments}
    before = {past.screening.pk for past in (history.latest, history.latest_of_kind) if past}
    waiting = Finding.objects.filter(
        screening__in=before,
        state__in=[Finding.State.OPEN, Finding.State.AWAITING],
        rule__in=clear,
    )
    answered = list(waiting.select_for_update())
    for finding in answered:
        finding.state = Finding.State.CLEARED
        finding.cleared_with = clear[finding.rule].evidence
        finding.cleared_in = screening
    Finding.objects.bulk_update(answered, ["state", "cleared_with", "cleared_in"])
