"""What the screening pages show: findings in their groups, and what resolves each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from patients import verdicts
from patients.models import Finding, Screening
from patients.models.history import ResultKind
from patients.rules import BY_ID, Facts, Moment, Outcome, Override, Rule, Tier, Verdict
from patients.rules.engine import Change
from patients.rules.questions import BY_ID as QUESTIONS
from patients.rules.text import day

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

    @property
    def title(self) -> str:
        return self.rule.title if self.rule else f"Rule {self.finding.rule}"

    @property
    def is_open(self) -> bool:
        return self.finding.state == Finding.State.OPEN and not self.settled_with

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningPage:
    """One stored screening, ready to be shown."""

    screening: Screening
    groups: list[Group]
    changes: tuple[Change, ...]
    clear: list[Outcome]
    replayed: bool  # False: the rules changed since, only the stored findings can be shown
    latest: bool
    current: bool

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


def page_of_screening(screening: Screening, *, may_decide: bool) -> ScreeningPage:
    """`may_decide`: the reader is a physician. At most ten queries, whatever was found."""
    outcomes = verdicts.replay(screening)
    latest = verdicts.is_latest(screening)
    findings = list(screening.findings.select_related("decided_by"))
    facts = verdicts.facts_of(screening)
    by_rule = {outcome.id: outcome for outcome in outcomes or ()}
    decided = verdicts.decided_rules(findings)
    rows = [
        _row(f, by_rule.get(f.rule), decided, facts, deciding=may_decide and latest)
        for f in findings
    ]
    return ScreeningPage(
        screening=screening,
        groups=_grouped(rows),
        changes=verdicts.changes(screening.previous, outcomes),
        clear=[outcome for outcome in outcomes or () if not outcome.open],
        replayed=outcomes is not None,
        latest=latest,
        current=verdicts.is_current(screening, verdicts.facts_now(screening)),
    )


def _row(
    finding: Finding,
    outcome: Outcome | None,
    decided: set[str],
    facts: Facts | None,
    *,
    deciding: bool,
) -> FindingRow:
    settled_with = outcome.settled_with if outcome and outcome.settled_with in decided else ""
    is_open = finding.state == Finding.State.OPEN and not settled_with
    decidable = deciding and is_open and outcome is not None and outcome.can_be_decided
    acknowledges = outcome is not None and outcome.override is Override.ACKNOWLEDGE
    way_out = None
    if deciding and is_open and outcome is not None and facts is not None:
        way_out = resolving_page(outcome, facts, finding.screening.patient_id)
    return FindingRow(
        finding=finding,
        rule=BY_ID.get(finding.rule),
        tone=_tone(finding, is_open),
        settled_with=settled_with,
        way_out=way_out,
        can_override=decidable and not acknowledges,
        can_acknowledge=decidable and acknowledges,
    )


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
