"""What the screening pages show: findings in their groups, and what resolves each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from patients import verdicts
from patients.models import Finding, Screening
from patients.rules import BY_ID, Facts, Outcome, Override, Policy, Rule, Tier
from patients.rules.engine import Change, ChangeKind
from patients.rules.text import day
from patients.thresholds import Threshold, limits_of
from patients.ways_out import Places, WayOut, to_questions, way_out
from staff.capabilities import Capability
from staff.models import User

TITLES = {
    Tier.ABSOLUTE: ("Absolute", "No treatment while one of these is open."),
    Tier.RELATIVE: ("Relative", "Each needs a physician's decision, or new data."),
    Tier.CAUTION: ("Cautions", "To be seen and acknowledged."),
}
UNKNOWN = ("Not known", "Each waits for an answer, a value or a decision.")
TONES = {Tier.ABSOLUTE: "is-stop", Tier.RELATIVE: "is-warn", Tier.CAUTION: "is-info"}
_ICONS = {
    Tier.ABSOLUTE: "no-symbol",
    Tier.RELATIVE: "stop",  # an empty box, to be ticked off
    Tier.CAUTION: "information-circle",
}
_DONE = {
    Finding.State.CLEARED: "Cleared",
    Finding.State.OVERRIDDEN: "Overridden",
    Finding.State.ACKNOWLEDGED: "Acknowledged",
}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding with the words of its rule; `rule` is None for one that the table lost."""

    finding: Finding
    rule: Rule | None
    tone: str
    settled_with: str
    way_out: WayOut | None
    can_override: bool
    can_acknowledge: bool
    can_second: bool
    can_withdraw: bool
    limits: list[Threshold]  # those that the rule looks at, as this screening ran with them

    @property
    def title(self) -> str:
        return self.rule.title if self.rule else f"Rule {self.finding.rule}"

    @property
    def is_open(self) -> bool:
        """Nobody decided, or not enough people did."""
        undecided = self.finding.state in (Finding.State.OPEN, Finding.State.AWAITING)
        return undecided and not self.settled_with

    @property
    def awaiting(self) -> bool:
        """Overridden by one physician; counts once another has signed it too."""
        return self.finding.state == Finding.State.AWAITING

    @property
    def asks_records(self) -> bool:
        """Acknowledging it takes more than one click: the rule wants something written down."""
        return self.rule is not None and bool(self.rule.records)

    @property
    def word(self) -> str:
        """What it is while it is open, what became of it afterwards."""
        if self.awaiting:
            return "Second signature"
        if not self.is_open:
            return "Settled" if self.settled_with else _DONE[Finding.State(self.finding.state)]
        return "Not known" if self.is_unknown else self.finding.get_tier_display()

    @property
    def icon(self) -> str:
        if self.awaiting:
            return "clock"
        if not self.is_open:
            return "check-circle"
        return "question-mark-circle" if self.is_unknown else _ICONS[Tier(self.finding.tier)]

    @property
    def is_unknown(self) -> bool:
        return self.finding.verdict == Finding.Verdict.UNKNOWN

    @property
    def is_brief(self) -> bool:
        """Why and source are folded away: nothing has to be weighed here."""
        caution = self.finding.tier == Finding.Tier.CAUTION
        return not self.is_open or self.is_unknown or caution

    @property
    def is_asked(self) -> bool:
        """It waits for the answer to a question of the form."""
        return self.way_out is not None and bool(self.way_out.question)

    @property
    def dated(self) -> bool:
        """Whether the date of the evidence is still to be said; most sentences hold it."""
        on = self.finding.evidence_on
        return on is not None and day(on) not in self.finding.evidence


@dataclass(frozen=True, slots=True)
class RunFor:
    """What a screening was run for: sessions and plan versions that point at it.

    `draft_plan` is the plan of the screening before, when that still waits for one of its own.
    """

    sessions: list[Any]
    versions: list[Any]
    draft_plan: int | None

    @classmethod
    def of(cls, screening: Screening) -> "RunFor":
        """Two or three queries."""
        sessions = list(screening.session_records.select_related("session"))
        versions = list(screening.plan_versions.all())
        draft = None
        if screening.kind == Screening.Kind.PLAN and not versions and screening.previous:
            draft = screening.previous.plan_versions.drafts().first()
        return cls(sessions, versions, draft.plan_id if draft else None)

    def places(self, screening: Screening) -> Places:
        before_plan = screening.kind == Screening.Kind.PLAN
        asked = reverse("screen-patient", args=[screening.patient_id]) if before_plan else ""
        plan_id = next((version.plan_id for version in self.versions), None)
        for record in self.sessions:
            asked = reverse("start-session", args=[record.session_id])
            plan_id = record.session.plan_id
        return Places(screening.patient_id, asked, plan_id)


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    meaning: str
    tone: str
    rows: list[FindingRow]

    @property
    def open(self) -> int:
        return sum(row.is_open for row in self.rows)

    @property
    def interrupts(self) -> bool:
        """Nothing may be injected before it is cleared, and the page says so first of all."""
        return self.tone == TONES[Tier.ABSOLUTE] and self.open > 0

    @property
    def questions(self) -> list[str]:
        """Those that one run through the form answers, where they are several."""
        ways = [row.way_out for row in self.rows if row.is_open]
        asked = list(dict.fromkeys(way.question for way in ways if way and way.question))
        return asked if self.title == UNKNOWN[0] and len(asked) > 1 else []

    @property
    def questions_url(self) -> str:
        first = next(row.way_out for row in self.rows if row.way_out and row.way_out.question)
        return to_questions(first.url.partition("?")[0], self.questions)

    @property
    def counted(self) -> str:
        """`1 absolute finding`, `2 cautions`."""
        caution = self.tone == TONES[Tier.CAUTION]
        noun = "caution" if caution else f"{self.title.lower()} finding"
        return f"{self.open} {noun}{'' if self.open == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One rule that answers differently than in the screening before.

    `decision` is what had been decided there, where the finding is gone now.
    """

    change: Change
    decision: Finding | None

    @property
    def kind(self) -> str:
        return self.change.kind

    @property
    def before(self) -> Outcome | None:
        return self.change.before

    @property
    def after(self) -> Outcome:
        return self.change.after


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningPage:
    """One stored screening, ready to be shown."""

    screening: Screening
    run_for: RunFor
    groups: list[Group]
    changes: list[ChangeRow]
    clear: list[Outcome]
    replayed: bool  # False: the rules changed since, only the stored findings can be shown
    latest: bool
    outdated: verdicts.Outdated | None  # what changed since, so that it has to be run again

    @property
    def current(self) -> bool:
        return self.outdated is None

    @property
    def tone(self) -> str:
        return {"cleared": "is-ok", "needs_decision": "is-warn", "refused": "is-stop"}[
            self.screening.outcome
        ]

    @property
    def icon(self) -> str:
        return {
            "cleared": "check-circle",
            "needs_decision": "exclamation-triangle",
            "refused": "no-symbol",
        }[self.screening.outcome]

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        verdict = self.screening.get_outcome_display()
        if self.screening.outcome == Screening.Outcome.CLEARED:
            decided = any(group.rows for group in self.groups)
            why = "every finding is decided" if decided else "nothing speaks against treatment"
            return f"{verdict}: {why}."
        unknown = next((g.open for g in self.groups if g.title == UNKNOWN[0]), 0)
        still_open = [g.counted for g in self.groups if g.open and g.title != UNKNOWN[0]]
        said = []
        if still_open:
            several = len(still_open) > 1 or not still_open[0].startswith("1 ")
            said.append(f"{_joined(still_open)} {'are' if several else 'is'} open")
        if unknown:
            said.append(
                "1 thing is not known yet"
                if unknown == 1
                else f"{unknown} things are not known yet"
            )
        if not said:
            said.append("nothing is open any more, newer data or a decision settled it")
        return f"{verdict}: {'; '.join(said)}."


def _joined(parts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def page_of_screening(screening: Screening, *, reader: User) -> ScreeningPage:
    """At most twelve queries, whatever was found. Only physicians get the buttons that decide."""
    outcomes = verdicts.replay(screening)
    latest = verdicts.is_latest(screening)
    findings = list(screening.findings.select_related("decided_by", "seconded_by", "cleared_in"))
    run_for = RunFor.of(screening)
    reading = _Reading(
        screening=screening,
        reader=reader,
        deciding=latest and outcomes is not None and reader.can(Capability.SCREEN),
        facts=verdicts.facts_of(screening),
        policy=verdicts.policy_of(screening),
        decided=verdicts.decided_rules(findings),
        places=run_for.places(screening),
    )
    by_rule = {outcome.id: outcome for outcome in outcomes or ()}
    return ScreeningPage(
        screening=screening,
        run_for=run_for,
        groups=_grouped(reading.row(found, by_rule.get(found.rule)) for found in findings),
        changes=_changes(screening, outcomes),
        clear=[outcome for outcome in outcomes or () if not outcome.open],
        replayed=outcomes is not None,
        latest=latest,
        outdated=verdicts.outdated(screening, verdicts.facts_now(screening)),
    )


def _changes(screening: Screening, outcomes: tuple[Outcome, ...] | None) -> list[ChangeRow]:
    changes = verdicts.changes(screening.previous, outcomes)
    gone = {change.after.id for change in changes if change.kind is ChangeKind.CLEARED}
    if screening.previous is None or not gone:
        return [ChangeRow(change, None) for change in changes]
    lapsed = {
        finding.rule: finding
        for finding in screening.previous.findings.filter(rule__in=gone).select_related(
            "decided_by"
        )
        if finding.is_decided
    }
    return [ChangeRow(change, lapsed.get(change.after.id)) for change in changes]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One screening with what each of its findings is looked at with."""

    screening: Screening
    reader: User
    deciding: bool
    facts: Facts | None
    policy: Policy | None
    decided: set[str]
    places: Places

    def row(self, finding: Finding, outcome: Outcome | None) -> FindingRow:
        settled_with = (
            outcome.settled_with if outcome and outcome.settled_with in self.decided else ""
        )
        is_open = finding.state == Finding.State.OPEN and not settled_with
        decidable = self.deciding and is_open and outcome is not None and outcome.can_be_decided
        acknowledges = outcome is not None and outcome.override is Override.ACKNOWLEDGE
        awaiting = finding.state == Finding.State.AWAITING
        rule = BY_ID.get(finding.rule)
        return FindingRow(
            finding=finding,
            rule=rule,
            tone=_tone(finding, is_open or awaiting),
            settled_with=settled_with,
            way_out=self._way_out(outcome) if self.deciding and is_open else None,
            can_override=decidable and not acknowledges,
            can_acknowledge=decidable and acknowledges,
            can_second=self.deciding and awaiting and finding.decided_by_id != self.reader.pk,
            can_withdraw=self.deciding and finding.is_decided,
            limits=limits_of(rule, self.policy),
        )

    def _way_out(self, outcome: Outcome | None) -> WayOut | None:
        if outcome is None or self.facts is None or self.policy is None:
            return None
        return way_out(outcome, self.facts, self.places, self.policy)


def _tone(finding: Finding, is_open: bool) -> str:
    if not is_open:
        return "is-ok"
    return "is-muted" if finding.verdict == Finding.Verdict.UNKNOWN else TONES[Tier(finding.tier)]


def _grouped(rows: Iterable[FindingRow]) -> list[Group]:
    """By tier, the gravest first, and what is not known before the cautions; decided ones last."""
    ordered = sorted(rows, key=lambda row: not row.is_open)
    found = {title: list[FindingRow]() for title, _ in (*TITLES.values(), UNKNOWN)}
    for row in ordered:
        title = UNKNOWN[0] if row.is_unknown else TITLES[Tier(row.finding.tier)][0]
        found[title].append(row)
    absolute, relative, caution = (
        Group(*TITLES[tier], TONES[tier], found[TITLES[tier][0]]) for tier in TITLES
    )
    tiers = [tier.value for tier in TITLES]
    unknown = sorted(
        found[UNKNOWN[0]], key=lambda row: (not row.is_open, tiers.index(row.finding.tier))
    )
    groups = (absolute, relative, Group(*UNKNOWN, "is-muted", unknown), caution)
    return [group for group in groups if group.rows]
