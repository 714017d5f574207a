"""Proves a stored screening: its facts and its thresholds are asked again and compared with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet

from patients.models import Finding, Screening
from patients.rules import RULES_VERSION, Outcome
from patients.verdicts import outcome_of, replay
from staff import clock


class Proof(StrEnum):
    SAME = "same"
    DIFFERS = "differs"
    NOT_REPEATABLE = "not_repeatable"  # other rules made it: neither proved nor disproved


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One screening asked again.

    `verdict` is the one on file, with the decisions on file; `decided_later` counts those that
    were made after the day it was asked for. `differences` are sentences and name the rule.
    """

    screening: Screening
    proof: Proof
    verdict: str
    rules: int = 0
    findings: int = 0
    decided_later: int = 0
    differences: tuple[str, ...] = ()


def in_force(screenings: QuerySet[Screening], as_of: date) -> QuerySet[Screening]:
    """The latest of each patient and kind that was run on or before `as_of`, with its findings."""
    return (
        screenings.filter(run_on__lte=as_of)
        .order_by("patient_id", "kind", "-run_at", "-id")
        .distinct("patient_id", "kind")
        .select_related("patient")
        .prefetch_related("findings")
    )


def prove(screening: Screening, *, as_of: date) -> Replayed:
    """Ask every rule again, on what was stored, and compare what it says with what is on file.

    Decisions do not count as differences, whenever they were made, nor does a finding that a later
    screening cleared: only what the rules said and what it comes to.
    """
    findings = list(screening.findings.all())
    if screening.rules_version != RULES_VERSION:
        other = f"made by the rules {screening.rules_version}; these are {RULES_VERSION}"
        return _replayed(screening, findings, as_of, Proof.NOT_REPEATABLE, (other,))
    outcomes = replay(screening)
    if outcomes is None:
        unreadable = "the stored facts or thresholds cannot be read"
        return _replayed(screening, findings, as_of, Proof.DIFFERS, (unreadable,))
    differences = (
        *_differing(findings, outcomes),
        *_differing_verdict(screening, findings, outcomes),
    )
    proof = Proof.DIFFERS if differences else Proof.SAME
    return _replayed(screening, findings, as_of, proof, differences, len(outcomes))


def _replayed(
    screening: Screening,
    findings: Iterable[Finding],
    as_of: date,
    proof: Proof,
    differences: tuple[str, ...],
    rules: int = 0,
) -> Replayed:
    _, end = clock.day_bounds(as_of)
    known = list(findings)
    return Replayed(
        screening=screening,
        proof=proof,
        verdict=screening.outcome,
        rules=rules,
        findings=len(known),
        decided_later=sum(f.decided_at is not None and f.decided_at >= end for f in known),
        differences=differences,
    )


def _differing(findings: Iterable[Finding], outcomes: Iterable[Outcome]) -> Iterator[str]:
    stored = {finding.rule: finding for finding in findings}
    for outcome in outcomes:
        finding = stored.pop(outcome.id, None)
        if finding is None and outcome.open:
            yield f"{outcome.id}: stored clear; now {outcome.verdict} ({outcome.evidence})"
        elif finding is not None and not outcome.open:
            yield f"{outcome.id}: stored {finding.verdict} ({finding.evidence}); now clear"
        elif finding is not None:
            yield from _differing_fields(finding, _columns(outcome))
    for rule in stored:
        yield f"{rule}: stored, but there is no such rule"


def _columns(outcome: Outcome) -> Mapping[str, object]:
    return {
        "tier": outcome.tier.value,
        "verdict": outcome.verdict.value,
        "trigger": outcome.trigger,
        "evidence": outcome.evidence,
        "evidence_on": outcome.evidence_on,
        "failed": outcome.failed,
    }


def _differing_fields(finding: Finding, columns: Mapping[str, object]) -> Iterator[str]:
    for name, now in columns.items():
        if (stored := getattr(finding, name)) != now:
            yield f"{finding.rule}: {name} stored {stored!s}; now {now!s}"


def _differing_verdict(
    screening: Screening, findings: Iterable[Finding], outcomes: Iterable[Outcome]
) -> Iterator[str]:
    now = outcome_of(outcomes, findings)
    if now != screening.outcome:
        yield f"verdict stored {screening.outcome}; now {now.value}"
