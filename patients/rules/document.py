"""The screening rules as a page to read (docs/screening.md), made from the tables themselves."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from patients.rules.engine import RULES_VERSION
from patients.rules.facts import Moment
from patients.rules.policy import Policy
from patients.rules.questions import BY_ID as QUESTIONS
from patients.rules.questions import Question, worded
from patients.rules.rule import Override, Rule, Tier
from patients.rules.settings import SETTINGS, Setting
from patients.rules.table import RULES
from patients.rules.text import number

_HEADER = """\
# Screening rules

Written by `make docs` from the tables in `patients/rules/`. A test fails when this page and the
tables differ; change the tables, not this page. Rules version {version}, {count} rules.

Nothing here replaces a physician's decision. How findings are decided on and what is stored is in
[domain.md](domain.md#screening).

## How a rule answers

A rule looks at the chart, at today's answers, at the plan and at the clinic's thresholds, and says
one of three things:

| Answer | Meaning |
|---|---|
| **fires** | something on file speaks against the treatment; the entry and its date are named |
| **clear** | the datum was there and is harmless |
| **unknown** | the datum is missing, too old or in doubt; the finding names what resolves it |

*Unknown* is a finding of its own and never counts as clear. An entry that is missing is never
taken for harmless: a question that was not asked, a medicine that nobody has classified, an HbA1c
that is not on file. A rule that fails with an error is unknown too, and is reported. Where a rule
is asked at one moment only, a missing answer at the other one is no finding; data that fire it
always are.

The same patient can be fine for one plan and refused for another: rules that look at the plan
judge its places, routes, guidance, solutions and doses. Before there is a plan they assume
dextrose.

| Tier | While it is open |
|---|---|
| **absolute** | no treatment; only new data clear it, except where the rule admits an override |
| **relative** | a physician decides, with a reason |
| **caution** | has to be acknowledged once for the plan |

A rule can answer more mildly or more strictly than its tier where the data say so; the finding
then shows its own tier. An absolute rule that is unknown waits for its datum: nobody can decide it
away.

An override is a physician's, with a coded reason, at least 20 characters of text, what the rule
wants recorded, and whether the risk was discussed. It holds for one session or for the plan, and
falls by itself when the data behind the finding change. The clinic can ask for a second
physician's signature, rule by rule.

Each rule says where it comes from: *stated in a source* is said by one of the five publications
behind Prolo, *published* by a guideline, trial, label or named clinic page, *clinic default* by
nobody we found: the figure was needed and is ours.
"""

# What a rule looks at besides the questions, in words.
_LOOKS_AT = {
    "allergies": "allergies",
    "allergies_reviewed": "whether the allergies were reviewed",
    "birth_date": "age",
    "bp_diastolic": "diastolic blood pressure",
    "bp_systolic": "systolic blood pressure",
    "glucose": "glucose",
    "hba1c": "HbA1c",
    "height": "height",
    "bmi": "body mass index",
    "inr": "INR",
    "medications": "medicines",
    "medications_reviewed": "whether the medicines were reviewed",
    "notes": "letters of specialists",
    "plan": "the plan",
    "platelets": "platelets",
    "prior_treatments": "earlier treatments",
    "problems": "problem list",
    "sex": "sex",
    "temperature": "temperature",
    "weight": "weight",
}
_PUBLISHED = Policy()
_MOMENTS = {Moment.PLAN: "before the plan", Moment.DAY: "on each session day"}
_OVERRIDES = {
    Override.NONE: "not admitted: only new data clear it",
    Override.PHYSICIAN: "by a physician, with a reason",
    Override.ACKNOWLEDGE: "acknowledged by a physician; no reason needed",
}


def page(rules: Sequence[Rule] = RULES, settings: Sequence[Setting] = SETTINGS) -> str:
    """The whole page as Markdown."""
    lines = [
        _HEADER.format(version=RULES_VERSION, count=len(rules)),
        *_overview(rules),
        *_rules(rules, settings),
        *_thresholds(settings),
        *_questions(),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _overview(rules: Sequence[Rule]) -> Iterator[str]:
    yield "## All rules\n"
    tiers = [f"{sum(r.tier is tier for r in rules)} {tier.value}" for tier in Tier]
    yield f"{', '.join(tiers)}.\n"
    rows = ([f"[{r.id}](#{r.id.lower()})", r.title, r.tier.value, r.basis.value] for r in rules)
    yield from _table(("Rule", "Finding", "Tier", "Basis"), rows)


def _rules(rules: Sequence[Rule], settings: Sequence[Setting]) -> Iterator[str]:
    yield "## Rule by rule\n"
    for rule in rules:
        # The anchor is the id alone: a title may be reworded, a link to the rule stays.
        yield f'<a id="{rule.id.lower()}"></a>\n'
        yield f"### {rule.id} {rule.title}\n"
        yield from _table(("", ""), _facets(rule, settings))


def _facets(rule: Rule, settings: Sequence[Setting]) -> Iterator[tuple[str, str]]:
    yield "Tier", f"**{rule.tier.value}**"
    yield "Looks at", "; ".join(_looked_at(rule))
    yield "Asked", " and ".join(w for moment, w in _MOMENTS.items() if moment in rule.moments)
    yield "Why", rule.explain
    yield "For the patient", rule.explain_patient
    yield "Cleared by", rule.clears
    yield "Override", _override(rule)
    named = [f"{s.label}: {_default(s)}" for s in settings if rule.id in s.rules]
    if named:
        yield "Thresholds", "; ".join(named)
    yield "Source", f"{rule.citation} (*{rule.basis.value}*)"


def _looked_at(rule: Rule) -> list[str]:
    """Charts first, then the questions; KeyError for what has no words yet."""
    chart = sorted(_LOOKS_AT[name] for name in rule.looks_at - QUESTIONS.keys())
    asked = sorted(f"the answer `{name}`" for name in rule.looks_at & QUESTIONS.keys())
    return chart + asked


def _override(rule: Rule) -> str:
    words = _OVERRIDES[rule.override]
    if not rule.records:
        return words
    # A rule without override may have answers that are milder than its tier and can be decided.
    sometimes = "where the finding admits one, " if rule.override is Override.NONE else ""
    return f"{words}; {sometimes}to be recorded: {'; '.join(rule.records)}"


def _default(setting: Setting) -> str:
    value = getattr(_PUBLISHED, setting.name)
    return f"{number(Decimal(value))} {setting.unit}".rstrip()


def _thresholds(settings: Sequence[Setting]) -> Iterator[str]:
    yield "## Thresholds\n"
    yield (
        "Only an administrator changes them, inside the range given here and with a reason. Each\n"
        "change is a version of its own, and a screening keeps the one it ran with.\n"
    )
    rows = (
        [s.label, _default(s), f"{s.lowest} to {s.highest}", ", ".join(s.rules), s.source]
        for s in settings
    )
    yield from _table(("Threshold", "Default", "Range", "Rules", "Source"), rows)


def _questions() -> Iterator[str]:
    yield "## Questions\n"
    yield (
        "Yes, no or not known; none is preset. Questions that do not apply to a patient are left\n"
        "out. Windows are shown as they are by default.\n"
    )
    for moment, words in _MOMENTS.items():
        yield f"### Asked {words}\n"
        asked = (worded(q, _PUBLISHED) for q in QUESTIONS.values() if moment in q.moments)
        yield from _table(
            ("Question", "Asked of the patient as", "Speaks for treatment", "Rules"),
            (_question(question) for question in asked),
        )


def _question(question: Question) -> list[str]:
    detail = f" (with a yes: {question.asks_date})" if question.asks_date else ""
    patient = question.patient or "not asked"
    rules = ", ".join(sorted(question.rules))
    return [f"{question.physician}{detail}", patient, question.harmless.value, rules]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(head)
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield _row(row)
    yield ""


def _row(cells: Sequence[str]) -> str:
    escaped = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
