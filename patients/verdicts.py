"""Reads stored screenings: which one counts, whether it fits the chart, what each rule said."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from patients.facts import gather
from patients.models import Finding, Patient, Screening
from patients.rules import RULES_VERSION, Facts, Moment, Outcome, Policy, compare, overall, screen
from patients.rules.engine import Change

DECIDED = (Finding.State.OVERRIDDEN, Finding.State.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The latest screening of a patient, None if there is none, and whether it fits the chart."""

    screening: Screening | None
    current: bool

    @property
    def cleared(self) -> bool:
        """Whether treatment may go ahead by what is on file; a stale verdict never says so."""
        return (
            self.current
            and self.screening is not None
            and self.screening.outcome == Screening.Outcome.CLEARED
        )


def verdict(patient: Patient, *, kind: str = "") -> Verdict:
    """The verdict that counts for `patient`, of one `kind` if given. At most seven queries."""
    latest = latest_screening(patient, kind=kind)
    if latest is None:
        return Verdict(None, current=False)
    return Verdict(latest, current=is_current(latest, facts_now(latest)))


def latest_screening(patient: Patient, *, kind: str = "") -> Screening | None:
    rows = Screening.objects.filter(patient=patient).select_related("patient", "run_by")
    return (rows.filter(kind=kind) if kind else rows).first()


def is_latest(screening: Screening) -> bool:
    """Whether no later screening of the same kind replaced it."""
    newest = latest_screening(screening.patient, kind=screening.kind)
    return newest is not None and newest.pk == screening.pk


def facts_of(screening: Screening) -> Facts | None:
    """The facts that were stored with it; None if this version cannot read them any more."""
    try:
        return Facts.from_json(screening.facts)
    except ValueError:
        return None


def facts_now(screening: Screening) -> Facts | None:
    """The chart as it is now, looked at from the day of the screening and with its answers."""
    stored = facts_of(screening)
    if stored is None:
        return None
    return gather(
        screening.patient,
        today=screening.run_on,
        answers=screening.answers,
        plan=stored.plan,
        moment=Moment(screening.kind),
    )


def is_current(screening: Screening, now: Facts | None) -> bool:
    """False when the chart or the rules changed since; the day itself does not count."""
    stored = facts_of(screening)
    if stored is None or now is None or screening.rules_version != RULES_VERSION:
        return False
    return stored == replace(now, today=stored.today)


def replay(screening: Screening) -> tuple[Outcome, ...] | None:
    """Every rule's outcome, asked again on the stored facts.

    None if the rules changed since: today's rules cannot tell what those said.
    """
    facts = facts_of(screening)
    if facts is None or screening.rules_version != RULES_VERSION:
        return None
    return screen(facts, Policy.from_json(screening.policy))


def changes(before: Screening | None, after: tuple[Outcome, ...] | None) -> tuple[Change, ...]:
    """What `after` says differently than `before`; empty if they cannot be compared."""
    earlier = replay(before) if before is not None else None
    return compare(earlier, after) if earlier is not None and after is not None else ()


def decided_rules(findings: Iterable[Finding]) -> set[str]:
    """Ids of the rules that somebody overrode or acknowledged."""
    return {finding.rule for finding in findings if finding.state in DECIDED}


def outcome_of(outcomes: Iterable[Outcome], findings: Iterable[Finding]) -> Screening.Outcome:
    return Screening.Outcome(overall(outcomes, decided_rules(findings)).value)
