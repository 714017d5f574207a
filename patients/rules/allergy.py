"""Allergies against what is in the syringe and what touches the skin."""

from patients.rules.conditions import Sureness, find
from patients.rules.facts import AllergyFact, Facts
from patients.rules.metabolic import uncontrolled
from patients.rules.policy import Policy
from patients.rules.rule import (
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
from patients.rules.sites import ASSUMED, has_component
from patients.rules.text import fold, listed, short

_AMIDES = (
    "lidocaine",
    "lignocaine",
    "bupivacaine",
    "ropivacaine",
    "mepivacaine",
    "prilocaine",
    "amide",
)
_ESTERS = ("procaine", "tetracaine", "ester")
_MORRHUATE = ("morrhuate",)
_ASK = "Ask about allergies and record the answer, “none” included."


def _allergies(facts: Facts, *classes: str) -> list[AllergyFact]:
    """Those that still stand; an allergy that a dated test disproved does not."""
    wanted = frozenset(classes)
    return [
        a
        for a in facts.allergies
        if a.classes & wanted and (a.disproved_on is None or a.disproved_on > facts.today)
    ]


def _names(allergies: list[AllergyFact]) -> str:
    return listed(sorted({short(a.substance) for a in allergies}))


def _data(allergies: list[AllergyFact]) -> list[str]:
    return sorted({fold(a.substance) for a in allergies})


def _not_asked(facts: Facts) -> Judgement | None:
    """The list may be empty because nobody asked."""
    if facts.allergies_status == "none_known" or (
        facts.allergies_status == "listed" and facts.allergies
    ):
        return None
    return unknown("Allergies were not asked about.", "not asked", resolve=_ASK, settled_with="R50")


def dextrose(facts: Facts, policy: Policy) -> Judgement:
    if facts.plan is not None and not has_component(facts, "dextrose"):
        return clear("The planned solution holds no dextrose.")
    allergies = _allergies(facts, "dextrose", "corn")
    if allergies:
        assumed = f" ({ASSUMED})" if facts.plan is None else ""
        return fires(
            f"Allergy to {_names(allergies)}; dextrose is made from corn{assumed}.",
            *_data(allergies),
        )
    return _not_asked(facts) or clear("No allergy to dextrose or corn.")


def _amide_or_ester(component: str) -> str:
    # "lidocaine" ends like "procaine": amides first, chloroprocaine holds procaine.
    if any(name in component for name in _AMIDES):
        return "amide_anaesthetic"
    return "ester_anaesthetic" if any(name in component for name in _ESTERS) else ""


def anaesthetic(facts: Facts, policy: Policy) -> Judgement:
    allergies = _allergies(facts, "amide_anaesthetic", "ester_anaesthetic", "paraben")
    if not allergies:
        if facts.plan is not None and not _anaesthetics(facts):
            return clear("No local anesthetic is planned.")
        return _not_asked(facts) or clear("No allergy to local anesthetics or parabens.")
    if facts.plan is None:
        return fires(
            f"Allergy to {_names(allergies)}; {ASSUMED}, the anesthetic is not chosen yet.",
            *_data(allergies),
            resolve="Plan another anesthetic group or a plain solution.",
            tier=Tier.RELATIVE,
            override=Override.PHYSICIAN,
        )
    planned = _anaesthetics(facts)
    hit = [a for a in allergies if a.classes & set(planned.values())]
    if hit or has_component(facts, "paraben"):
        meant = hit or [a for a in allergies if "paraben" in a.classes]
        if meant:
            names = ", ".join(sorted(planned)) or "a paraben"
            return fires(
                f"Allergy to {_names(meant)}; the plan has {names}.",
                *_data(meant),
                *sorted(planned),
            )
    if planned and any("paraben" in a.classes for a in allergies):
        return fires(
            f"Allergy to {_names(allergies)}; multi-dose vials hold methylparaben.",
            *_data(allergies),
            *sorted(planned),
            resolve="Use preservative-free single-dose vials and say so.",
            tier=Tier.RELATIVE,
            override=Override.PHYSICIAN,
        )
    return clear(f"Allergy to {_names(allergies)}; the plan has nothing of that group.")


def _anaesthetics(facts: Facts) -> dict[str, str]:
    """Planned anesthetics and their group."""
    components = facts.plan.components if facts.plan is not None else frozenset()
    return {c: group for c in components if (group := _amide_or_ester(c.lower()))}


def p2g(facts: Facts, policy: Policy) -> Judgement:
    spellings = {"phenol": ("phenol",), "glycerin": ("glycerin", "glycerol")}
    names = [name for name, words in spellings.items() if has_component(facts, *words)]
    if not names:
        why = ASSUMED if facts.plan is None else "the plan has none"
        return clear(f"No phenol or glycerin: {why}.")
    allergies = _allergies(facts, *names)
    if allergies:
        evidence = f"Allergy to {_names(allergies)}; the plan has {' and '.join(names)}."
        return fires(evidence, *_data(allergies), *names)
    return _not_asked(facts) or clear(f"No allergy to {' or '.join(names)}.")


def morrhuate(facts: Facts, policy: Policy) -> Judgement:
    if not has_component(facts, *_MORRHUATE):
        why = ASSUMED if facts.plan is None else "the plan has none"
        return clear(f"No morrhuate: {why}.")
    allergies = _allergies(facts, "fish", "morrhuate")
    if allergies:
        evidence = f"Allergy to {_names(allergies)}; morrhuate is made from cod-liver oil."
        return fires(evidence, *_data(allergies))
    doubtful = []
    for condition in ("asthma", "systemic_infection"):
        for match in find(facts, condition):
            name = short(match.problem.display)
            if match.sureness is Sureness.CONFIRMED:
                evidence = f"{name} on the problem list; morrhuate is contraindicated."
                return fires(evidence, fold(name), on=match.problem.onset)
            doubtful.append(name)
    sugar = uncontrolled(facts, policy)
    if sugar.verdict is Verdict.FIRES:
        return fires(f"{sugar.evidence} Morrhuate is contraindicated.", *sugar.data, on=sugar.on)
    if doubtful:
        return unknown(
            f"{doubtful[0]} is not confirmed; morrhuate would be contraindicated.",
            fold(doubtful[0]),
            resolve="Confirm the problem or resolve it, or change the solution.",
        )
    if sugar.verdict is Verdict.UNKNOWN:
        return unknown(sugar.evidence, *sugar.data, resolve=sugar.resolve)
    return _not_asked(facts) or clear("Nothing on file against morrhuate.")


def supplies(facts: Facts, policy: Policy) -> Judgement:
    allergies = _allergies(facts, "latex", "chlorhexidine", "iodine", "tape")
    if allergies:
        return fires(f"Allergy to {_names(allergies)}: change the supplies.", *_data(allergies))
    return _not_asked(facts) or clear("No allergy to latex, skin disinfectants or tape.")


RULES = (
    Rule(
        id="R17",
        tier=Tier.ABSOLUTE,
        title="Allergy to dextrose or corn",
        looks_at=frozenset({"allergies", "plan"}),
        explain="Dextrose is made from corn in the US; hypersensitivity is a contraindication on "
        "the label.",
        explain_patient="The sugar in the solution is made from corn, and you are allergic to it.",
        clears="Record a dated test that disproves the allergy.",
        override=Override.NONE,
        citation="Pfizer dextrose label; NCT05160532; studylib 7243000",
        basis=Basis.PUBLISHED,
        predicate=dextrose,
    ),
    Rule(
        id="R18",
        tier=Tier.ABSOLUTE,
        title="Allergy to the local anesthetic",
        looks_at=frozenset({"allergies", "plan"}),
        explain="Amides and esters do not cross-react: the other group or a plain solution may "
        "be used. Multi-dose lidocaine "
        "holds methylparaben.",
        explain_patient="You are allergic to a numbing medicine; another one or none is used.",
        clears="Change the anesthetic group, use a plain solution, or record a test.",
        override=Override.NONE,
        citation="IRCT 73512; lidocaine label",
        basis=Basis.PUBLISHED,
        predicate=anaesthetic,
        records=("Anesthetic chosen",),
    ),
    Rule(
        id="R19",
        tier=Tier.ABSOLUTE,
        title="Allergy to phenol or glycerin",
        looks_at=frozenset({"allergies", "plan"}),
        explain="P2G holds phenol, glycerin and dextrose.",
        explain_patient="You are allergic to a part of the planned solution; another one is used.",
        clears="Change the solution.",
        override=Override.NONE,
        citation="001 Manhattan Pain Medicine; 002 Regenexx",
        basis=Basis.SOURCE,
        predicate=p2g,
    ),
    Rule(
        id="R20",
        tier=Tier.ABSOLUTE,
        title="Morrhuate with fish allergy, asthma, uncontrolled diabetes or sepsis",
        looks_at=frozenset({"allergies", "problems", "medications", "hba1c", "plan"}),
        explain="Morrhuate is made of cod-liver-oil fatty acids; anaphylaxis within minutes, "
        "more likely when it is begun "
        "again after weeks.",
        explain_patient="The planned solution is made from fish-liver oil and is not safe for you.",
        clears="Change the solution.",
        override=Override.NONE,
        citation="RxList/AHFS morrhuate; doctor123.org",
        basis=Basis.PUBLISHED,
        predicate=morrhuate,
    ),
    Rule(
        id="R21",
        tier=Tier.CAUTION,
        title="Allergy to latex, skin disinfectant or tape",
        looks_at=frozenset({"allergies"}),
        explain="Contact allergy or anaphylaxis from the supplies.",
        explain_patient="We use other gloves, disinfectant or dressings for you.",
        clears="Change the supplies and name the substitute.",
        override=Override.ACKNOWLEDGE,
        citation="studylib 7243000 (latex); rest ours",
        basis=Basis.PUBLISHED,
        predicate=supplies,
        records=("Substitute",),
    ),
)
