"""What the screening pages show: findings in their groups, and what resolves each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from patients import verdicts
from patients.models import Finding, Screening
from patients.models.history import ResultKind
from patients.rules import BY_ID, Facts, Moment, Outcome, Override, Policy, Rule, Tier, Verdict
from patients.rules.engine import Change, ChangeKind
from patients.rules.questions import BY_ID as QUESTIONS
from patients.rules.text import day
from patients.thresholds import Threshold, limits_of
from staff.capabilities import Capability
from staff.models import User

TITLES = {
    Tier.ABSOLUTE: ("Absolute", "No treatment while one of these is open."),
    Tier.RELATIVE: ("Relative", "Each needs a physician's decision, or new data."),
    Tier.CAUTION: ("Cautions", "To be seen and acknowledged."),
}
TONES = {Tier.ABSOLUTE: "is-stop", Tier.RELATIVE: "is-warn", Tier.CAUTION: "is-info"}

# What a rule looks at -> the result that answers it.
_RESULTS = {
    "hba1c": ResultKind.HBA1C,
    "glucose": ResultKind.GLUCOSE,
    "inr": ResultKind.INR,
    "platelets": ResultKind.PLATELETS,
    "temperature": ResultKind.TEMPERATURE,
    "weight": ResultKind.WEIGHT,
    "blood_pressure": ResultKind.BP_SYSTOLIC,
}


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding with the words of its rule; `rule` is None for one that the table lost."""

    finding: Finding
    rule: Rule | None
    tone: str
    settled_with: str
    way_out: Link | None
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
    def is_unknown(self) -> bool:
        return self.finding.verdict == Finding.Verdict.UNKNOWN

    @property
    def is_brief(self) -> bool:
        """Why and source are folded away: nothing has to be weighed here."""
        return not self.is_open or self.finding.tier == Finding.Tier.CAUTION

    @property
    def dated(self) -> bool:
        """Whether the date of the evidence is still to be said; most sentences hold it."""
        on = self.finding.evidence_on
        return on is not None and day(on) not in self.finding.evidence


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    meaning: str
    tone: str
    rows: list[FindingRow]

    @property
    def open(self) -> int:
        return sum(row.is_open for row in self.rows)


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
    def summary(self) -> str:
        """The verdict in one sentence."""
        if self.screening.outcome == Screening.Outcome.CLEARED:
            decided = any(group.rows for group in self.groups)
            return (
                "Every finding is decided."
                if decided
                else "Nothing on file speaks against treatment."
            )
        still_open = [_counted(group) for group in self.groups if group.open]
        if not still_open:
            return "Nothing is open any more: newer data or a decision settled it."
        return f"Open: {', '.join(still_open)}."


def _counted(group: Group) -> str:
    """`1 absolute finding`, `2 cautions`."""
    noun = "caution" if group.tone == TONES[Tier.CAUTION] else f"{group.title.lower()} finding"
    return f"{group.open} {noun}{'' if group.open == 1 else 's'}"


def page_of_screening(screening: Screening, *, reader: User) -> ScreeningPage:
    """At most twelve queries, whatever was found. Only physicians get the buttons that decide."""
    outcomes = verdicts.replay(screening)
    latest = verdicts.is_latest(screening)
    findings = list(screening.findings.select_related("decided_by", "seconded_by", "cleared_in"))
    reading = _Reading(
        screening=screening,
        reader=reader,
        deciding=latest and outcomes is not None and reader.can(Capability.SCREEN),
        facts=verdicts.facts_of(screening),
        policy=verdicts.policy_of(screening),
        decided=verdicts.decided_rules(findings),
    )
    by_rule = {outcome.id: outcome for outcome in outcomes or ()}
    return ScreeningPage(
        screening=screening,
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

    def _way_out(self, outcome: Outcome | None) -> Link | None:
        if outcome is None or self.facts is None:
            return None
        return resolving_page(outcome, self.facts, self.screening.patient_id)


def _tone(finding: Finding, is_open: bool) -> str:
    if not is_open:
        return "is-ok"
    return "is-muted" if finding.verdict == Finding.Verdict.UNKNOWN else TONES[Tier(finding.tier)]


def _grouped(rows: Iterable[FindingRow]) -> list[Group]:
    """By tier, the gravest first; in each, what is open before what is decided."""
    known = sorted(rows, key=lambda row: (not row.is_open, row.is_unknown))
    groups = []
    for tier, (title, meaning) in TITLES.items():
        found = [row for row in known if row.finding.tier == tier.value]
        if found:
            groups.append(Group(title, meaning, TONES[tier], found))
    return groups


def resolving_page(outcome: Outcome, facts: Facts, patient_id: int) -> Link | None:
    """The page on which the datum is entered that would clear this rule."""
    rule = outcome.rule
    if outcome.id == "R08" and outcome.verdict is Verdict.FIRES:
        return _prescriber(facts)
    if outcome.id == "R50m":
        return _unclassified(facts)
    if outcome.id == "R50":
        return _allergies(facts, patient_id) or _questions(facts, "Review the lists", patient_id)
    if "allergies" in rule.looks_at:
        return _allergies(facts, patient_id) or _chart(patient_id)
    if outcome.verdict is Verdict.UNKNOWN and _unanswered(rule, facts):
        return _questions(facts, "Answer the question", patient_id)
    return _entry(rule, facts, patient_id)


def _entry(rule: Rule, facts: Facts, patient_id: int) -> Link | None:
    for datum, kind in _RESULTS.items():
        if datum in rule.looks_at:
            url = f"{reverse('add-result', args=[patient_id])}?kind={kind.value}"
            return Link(f"Enter {kind.label}", url)
    if "prior_treatments" in rule.looks_at:
        return Link("Add prior treatment", reverse("add-prior-treatment", args=[patient_id]))
    if rule.override is Override.ACKNOWLEDGE:
        return None
    if rule.looks_at & {"medications", "problems", "birth_date"}:
        return _chart(patient_id)
    if rule.looks_at & set(QUESTIONS):
        return _questions(facts, "Screen again", patient_id)
    return None


def _prescriber(facts: Facts) -> Link | None:
    waiting = [m for m in facts.taking("anticoagulant") if not m.prescriber_decision]
    for medicine in waiting:
        url = reverse("record-prescriber-decision", args=[medicine.id])
        return Link("Record the prescriber's decision", url)
    return None


def _unclassified(facts: Facts) -> Link | None:
    for medicine in facts.medications:
        if not medicine.classes:
            return Link("Classify the medicine", reverse("classify-medication", args=[medicine.id]))
    return None


def _allergies(facts: Facts, patient_id: int) -> Link | None:
    if facts.allergies_status == "not_asked":
        return Link("Record allergies", reverse("set-allergies", args=[patient_id]))
    return None


def _questions(facts: Facts, label: str, patient_id: int) -> Link | None:
    # Run for a plan or a session, the questions are put there; the page links back to it.
    if facts.plan is not None or facts.moment is Moment.DAY:
        return None
    return Link(label, reverse("screen-patient", args=[patient_id]))


def _chart(patient_id: int) -> Link:
    return Link("Open the chart", reverse("chart", args=[patient_id]))


def _unanswered(rule: Rule, facts: Facts) -> bool:
    return any(
        question in rule.looks_at and facts.moment in QUESTIONS[question].moments
        for question in QUESTIONS
    )
