"""What is still missing before a plan can be signed, and where each point is resolved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst

from patients.models import Screening
from patients.rules import BY_ID, Policy
from treatments import limits
from treatments.actions.plans import remarks_on
from treatments.entry import entry_of, entry_problem
from treatments.models import PlanVersion, Target
from treatments.policy import limits_of


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing; `link` names the page at `url` on which it is added."""

    words: str
    link: str = ""
    url: str = ""


def gaps(version: PlanVersion, *, today: date, policy: Policy) -> list[Gap]:
    """Everything but the screening's own findings; they are `open_findings`.

    No query if plan, patient, protocol and targets were fetched.
    """
    edit = reverse("edit-plan", args=[version.plan_id])
    found = [Gap(words, "Edit the draft", edit) for words in _unwritten(version, today, policy)]
    if version.screening_id is None:
        asked = reverse("screen-patient", args=[version.plan.patient_id])
        found.append(Gap("Screen the patient for this plan first.", "Answer the questions", asked))
    return found


def _unwritten(version: PlanVersion, today: date, policy: Policy) -> Iterator[str]:
    if not version.indication.strip():
        yield "Say what is treated."
    targets = list(version.targets.all())
    if not targets:
        yield "Add at least one target."
    for target in targets:
        yield from _unwritten_at(target, version, limits_of(policy))
    entry = entry_of(version, today=today, adult_age=policy.adult_age)
    if problem := entry_problem(version, entry):
        yield problem


def _unwritten_at(target: Target, version: PlanVersion, allowed: limits.LimitPolicy) -> list[str]:
    place = capfirst(target.place)
    strengths = (
        target.dextrose_pct,
        target.glycerin_pct,
        target.phenol_pct,
        target.morrhuate_pct,
    )
    missing = []
    if not target.procedure and not any(strengths):
        missing.append(f"{place}: say what is injected and how strong it is.")
    return missing + [
        f"{place}: {remark.message}"
        for remark in remarks_on(target, version.protocol_version, allowed)
        if remark.level == limits.Level.REFUSE
    ]


def open_findings(screening: Screening | None) -> list[Gap]:
    """The findings that nobody has decided yet; one query, none for a cleared screening."""
    if screening is None or screening.outcome == Screening.Outcome.CLEARED:
        return []
    url = reverse("screening", args=[screening.pk])
    return [Gap(f"{words}.", "Decide it", url) for words in undecided(screening)]


def undecided(screening: Screening) -> list[str]:
    """ "Conservative care not tried (R33)": the open findings by name; one query."""
    rules = screening.findings.filter(state="open").values_list("rule", flat=True)
    return [f"{BY_ID[rule].title} ({rule})" if rule in BY_ID else rule for rule in rules]
