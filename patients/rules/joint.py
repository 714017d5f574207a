"""What is in or at the planned joint: gout, a fracture, an implant, a tear, an operation ahead."""

from dataclasses import dataclass

from patients.rules.conditions import Match, find
from patients.rules.facts import Answer, Facts, Moment
from patients.rules.letters import advised
from patients.rules.places import Fit, fit, fit_at, place_of
from patients.rules.policy import Policy
from patients.rules.rule import (
    PLAN_ONLY,
    Basis,
    Judgement,
    Override,
    Rule,
    Tier,
    Verdict,
    clear,
    fires,
    unknown,
)
from patients.rules.sites import asked_before_plan, may_enter_joint
from patients.rules.text import ago, day, fold, short


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """A finding that is asked about at the target and may also be on the problem list."""

    question: str
    condition: str
    here: str  # a sentence: it is at the target, by the answer
    nothing: str
    unasked: str
    ask: str
    confirm: str


def _on_list(finding: _Finding, facts: Facts) -> list[tuple[Fit, Match]]:
    """Listed problems that may lie at the target; surely there and confirmed ones first.

    A joint that is not told counts only until the question was asked.
    """
    answered = facts.moment is Moment.DAY or facts.answer(finding.question) is Answer.NO
    found = [(fit(m.problem, facts), m) for m in find(facts, finding.condition)]
    order = {Fit.HERE: 0, Fit.NEAR: 1, Fit.OPEN: 2}
    near = [
        (place, match)
        for place, match in found
        if place in order and not (place is Fit.OPEN and answered)
    ]
    return sorted(near, key=lambda pair: (not pair[1].confirmed, order[pair[0]]))


def _at_target(finding: _Finding, facts: Facts) -> Judgement:
    """Fires by the answer or by the problem list, and says how sure the place is."""
    answer = facts.answer(finding.question)
    if answer is Answer.YES:
        return fires(finding.here, "yes", on=facts.today)
    on_list = _on_list(finding, facts)
    if on_list:
        place, match = on_list[0]
        if not match.confirmed:
            return _doubtful(finding, facts, place, match)
        if facts.plan is not None and facts.plan.sites:
            return _listed(finding, facts, place, match)
        name = short(match.problem.display)
        return asked_before_plan(
            facts,
            f"{name} is on the problem list; no target is planned yet.",
            fold(name),
            resolve=finding.ask,
        )
    if answer is Answer.NO:
        return clear(finding.nothing, on=facts.today)
    return asked_before_plan(facts, finding.unasked, "no answer", resolve=finding.ask)


def _listed(finding: _Finding, facts: Facts, place: Fit, match: Match) -> Judgement:
    name = short(match.problem.display)
    data = (fold(name), match.problem.code)
    on = match.problem.onset
    if place is Fit.HERE:
        return fires(f"{name} is on the problem list, at the target.", *data, on=on)
    evidence = f"{name} is on the problem list and may be at the target"
    if facts.moment is Moment.PLAN and facts.answer(finding.question) is not Answer.NO:
        return fires(f"{evidence}.", *data, on=on, resolve=finding.ask)
    # Asked and denied, now or before the plan; the list does not say enough to agree with that.
    return fires(
        f"{evidence}: it does not tell which joint and side.",
        *data,
        on=on,
        resolve="Enter side and joint on the problem list, resolve the problem, or decide.",
        tier=Tier.RELATIVE,
        override=Override.PHYSICIAN,
    )


def _doubtful(finding: _Finding, facts: Facts, place: Fit, match: Match) -> Judgement:
    name = short(match.problem.display)
    answered = facts.moment is Moment.DAY or facts.answer(finding.question) is Answer.NO
    if answered and place is not Fit.HERE:
        return clear(f"{name} is not confirmed; by the answer nothing of it at the target.")
    return unknown(f"{name} is not confirmed.", fold(name), resolve=finding.confirm)


_GOUT = "gout_flare"


def gout_flare(facts: Facts, policy: Policy) -> Judgement:
    answer, settled = facts.answer(_GOUT), facts.answered_on(_GOUT)
    if answer is Answer.NO:
        return clear("No gout flare at the target.", on=facts.today)
    if answer is Answer.UNKNOWN:
        known = find(facts, "gout")
        history = f" {short(known[0].problem.display)} is on the problem list." if known else ""
        return unknown(
            f"A gout flare at the target was not asked about.{history}",
            "no answer",
            resolve="Look at the joint, ask about gout attacks and answer the question.",
        )
    if settled is None:
        return fires("Gout flare at the target; not settled, by the answer.", "yes", None)
    days = facts.days_ago(settled)
    words = f"Gout flare at the target, settled {ago(days)}"
    if days < policy.gout_free_days:
        needed = f"{policy.gout_free_days} days are needed"
        return fires(f"{words}; {needed}.", "yes", settled, on=settled)
    return clear(f"{words}.", on=settled)


_FRACTURE = _Finding(
    question="fracture_at_target",
    condition="fracture",
    here="Fracture at the target, acute or not healed.",
    nothing="No fracture at the target.",
    unasked="A fracture at the target was not asked about.",
    ask="Look at the images and answer the question on a fracture at the target.",
    confirm="Confirm the fracture on the problem list, or resolve it with the date of union.",
)
_IMPLANT = _Finding(
    question="implant_at_target",
    condition="prosthesis",
    here="Artificial joint at the target.",
    nothing="No artificial joint at the target.",
    unasked="An artificial joint at the target was not asked about.",
    ask="Answer the question on an artificial joint at the target.",
    confirm="Confirm the artificial joint on the problem list, or resolve the entry.",
)
_TEAR = _Finding(
    question="tear_at_target",
    condition="tear",
    here="Complete tear or acute rupture at the target that needs a surgeon's opinion.",
    nothing="No complete tear or acute rupture at the target.",
    unasked="A complete tear or acute rupture at the target was not asked about.",
    ask="Examine, look at the images and answer the question on a complete tear.",
    confirm="Say on the problem list whether the tear is complete, or answer the question.",
)


def fracture(facts: Facts, policy: Policy) -> Judgement:
    return _at_target(_FRACTURE, facts)


def implant(facts: Facts, policy: Policy) -> Judgement:
    judgement = _at_target(_IMPLANT, facts)
    if judgement.verdict is not Verdict.FIRES or judgement.tier is not None:
        return judgement
    sites = facts.plan.sites if facts.plan is not None else ()
    places = [place_of(match.problem) for _, match in _on_list(_IMPLANT, facts)]
    if facts.answer(_IMPLANT.question) is not Answer.YES and places:
        sites = tuple(
            s for s in sites if any(fit_at(place, s) is not Fit.ELSEWHERE for place in places)
        )
    if not sites or any(may_enter_joint(site) for site in sites):
        return judgement
    return fires(
        f"{judgement.evidence} Nothing is planned into the joint itself.",
        *judgement.data,
        "outside",
        on=judgement.on,
        resolve="Choose another target, or decide.",
        tier=Tier.RELATIVE,
        override=Override.PHYSICIAN,
    )


def tear(facts: Facts, policy: Policy) -> Judgement:
    on_list = [match for _, match in _on_list(_TEAR, facts)]
    judgement = _at_target(_TEAR, facts)
    answered = facts.moment is Moment.DAY or facts.answer(_TEAR.question) is Answer.NO
    if judgement.verdict is Verdict.UNKNOWN and answered:
        # A code for "sprain" may hide a rupture; the physician's own answer settles that.
        judgement = clear("A tear on the problem list is not called complete; none by the answer.")
    onsets = [match.problem.onset for match in on_list]
    return advised(judgement, facts, policy, "surgery", since=onsets)


_REPLACEMENT = "replacement_planned"


def replacement(facts: Facts, policy: Policy) -> Judgement:
    judgement = _replacement(facts, policy)
    return advised(judgement, facts, policy, "surgery", even_if_clear=False)


def _replacement(facts: Facts, policy: Policy) -> Judgement:
    answer = facts.answer(_REPLACEMENT)
    if answer is Answer.NO:
        return clear("No replacement of the target joint is planned.", on=facts.today)
    if answer is Answer.UNKNOWN:
        return unknown(
            "A planned joint replacement was not asked about.",
            "no answer",
            resolve="Ask about planned operations and answer the question.",
        )
    # This date lies ahead, so the check of `answered_on` against today does not apply.
    operation = facts.answer_dates.get(_REPLACEMENT)
    if operation is None:
        return fires("Replacement of the target joint planned; date not on file.", "yes", None)
    days = -facts.days_ago(operation)
    if days < 0:
        return unknown(
            f"Replacement of the target joint was planned for {day(operation)}, which is past.",
            operation,
            on=operation,
            resolve="Find out whether it was done; enter the artificial joint or the new date.",
        )
    words = f"Replacement of the target joint planned for {day(operation)}"
    if days < policy.replacement_planned_days:
        near = f"less than {policy.replacement_planned_days} days ahead"
        return fires(f"{words}, {near}.", "yes", operation, on=operation)
    return clear(f"{words}.", on=operation)


RULES = (
    Rule(
        id="R25",
        tier=Tier.RELATIVE,
        title="Gout or pseudogout flare at the target",
        looks_at=frozenset({"gout_flare", "problems"}),
        explain="The wrong target while it is inflamed, and a flare looks like an infection. It "
        "has to be settled for 4 weeks.",
        explain_patient="A gout attack in this joint has to be over for four weeks.",
        clears="Wait until the flare has been settled for 4 weeks.",
        override=Override.PHYSICIAN,
        citation="scottsdalehealthcenter.com; NCT05160532; number of weeks ours",
        basis=Basis.PUBLISHED,
        predicate=gout_flare,
    ),
    Rule(
        id="R26",
        tier=Tier.ABSOLUTE,
        title="Fracture at the target",
        looks_at=frozenset({"fracture_at_target", "problems", "plan"}),
        explain="An acute or unhealed fracture needs other care first.",
        explain_patient="A broken bone has to heal before we can inject there.",
        clears="Document the union and set the fracture to resolved.",
        override=Override.NONE,
        citation="safemindz.com; scottsdalehealthcenter.com; IRCT 73512",
        basis=Basis.PUBLISHED,
        predicate=fracture,
        records=("Joint and side of the fracture",),
    ),
    Rule(
        id="R28",
        tier=Tier.ABSOLUTE,
        title="Artificial joint at the target",
        looks_at=frozenset({"implant_at_target", "problems", "plan"}),
        explain="An infected prosthesis often has to be taken out: nothing is injected into a "
        "replaced joint. Around it, outside the joint, the physician decides.",
        explain_patient="We do not inject into an artificial joint.",
        clears="Choose another target.",
        override=Override.NONE,
        citation="NCT05160532; camde.es",
        basis=Basis.PUBLISHED,
        predicate=implant,
        records=("Site outside the joint", "Surgeon informed"),
    ),
    Rule(
        id="R29",
        tier=Tier.RELATIVE,
        title="Joint replacement planned soon",
        looks_at=frozenset({"replacement_planned", "notes"}),
        explain="An injection in the 3 months before a replacement raises the risk of infection "
        "(odds ratio 1.26, steroid data).",
        explain_patient="An injection shortly before a joint replacement can raise the risk of "
        "infection. Your surgeon has to advise us.",
        clears="Get the surgeon's agreement, or the new date of the operation.",
        override=Override.PHYSICIAN,
        citation="PMC9972619; Avila 2022",
        basis=Basis.PUBLISHED,
        predicate=replacement,
        moments=PLAN_ONLY,
        records=("Surgeon", "Date of the operation"),
    ),
    Rule(
        id="R32",
        tier=Tier.RELATIVE,
        title="Complete tear or acute rupture",
        looks_at=frozenset({"tear_at_target", "problems", "notes", "plan"}),
        explain="Repair is time-critical: a surgeon sees a complete tear of a tendon, ligament or "
        "muscle first.",
        explain_patient="Something may be torn through. A surgeon should look at it first.",
        clears="Put the surgeon's opinion on file.",
        override=Override.PHYSICIAN,
        citation="003 Spine Institute of North America (acute tears); rule ours",
        basis=Basis.CLINIC,
        predicate=tear,
        records=("Surgeon", "Date of the opinion"),
    ),
)
