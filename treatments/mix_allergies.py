"""Allergies against what is really in the products of a mix, judged by the screening rules."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from patients.rules import RULES, Facts, Outcome, PlanContext, Policy, Verdict, screen
from patients.rules.allergens import allergen_classes
from patients.rules.facts import AllergyFact
from patients.rules.text import fold, listed, short
from treatments.cautions import Caution, refuse, warn
from treatments.mixture import capital, label
from treatments.models import Lot

# Rule -> what it looks for in a syringe; ids of `allergens.ALLERGEN_CLASSES`.
_RULES: dict[str, frozenset[str]] = {
    "R17": frozenset({"dextrose", "corn"}),
    "R18": frozenset({"amide_anaesthetic", "ester_anaesthetic", "paraben"}),
    "R19": frozenset({"phenol", "glycerin"}),
    "R20": frozenset({"fish", "morrhuate"}),
}
_ASKED = tuple(rule for rule in RULES if rule.id in _RULES)


@dataclass(frozen=True, slots=True)
class Hit:
    """A substance that the patient reacts to, and the product that holds it."""

    allergy: AllergyFact
    product: str
    holds: str

    @property
    def words(self) -> str:
        return f"{self.product} holds {label(self.holds)}"


def components_of(lots: Iterable[Lot]) -> frozenset[str]:
    """Substances and allergens of the products."""
    return frozenset(name for lot in lots for name in (*lot.percentages(), *lot.product.allergens))


def allergies_against(facts: Facts, lots: Sequence[Lot], policy: Policy) -> Iterator[Caution]:
    """Refusals, and what a physician may decide; each names the allergen and the product.

    R20 also speaks of asthma, sepsis and uncontrolled diabetes where there is morrhuate.
    """
    hits = list(_hits(facts, lots))
    plan = replace(facts.plan or PlanContext(), components=components_of(lots))
    covered: set[Hit] = set()
    for outcome in screen(replace(facts, plan=plan), policy, _ASKED):
        if outcome.open:
            found = [hit for hit in hits if hit.allergy.classes & _RULES[outcome.id]]
            covered.update(found)
            yield _said(outcome, found)
    for hit in hits:
        if hit not in covered:
            words = f"Allergy to {short(hit.allergy.substance)}: {hit.words}."
            yield refuse("allergy", "contents", words, offer="Choose a product without it.")


def _said(outcome: Outcome, hits: Sequence[Hit]) -> Caution:
    where = f" {capital(listed(list(dict.fromkeys(hit.words for hit in hits))))}." if hits else ""
    message = f"{outcome.evidence}{where}"
    code = f"allergy:{outcome.id}:{outcome.trigger[:8]}"
    # That nobody asked is a matter of the screening; what it settled is not asked again here.
    settled = outcome.verdict is Verdict.UNKNOWN and bool(outcome.settled_with)
    if outcome.can_be_decided or settled:
        return warn(code, "contents", message, source=outcome.id, offer=outcome.resolve)
    return refuse(code, "contents", message, source=outcome.id, offer=outcome.resolve)


def _hits(facts: Facts, lots: Sequence[Lot]) -> Iterator[Hit]:
    held = dict.fromkeys(
        (lot.product.name, name)
        for lot in lots
        for name in (*lot.percentages(), *lot.product.allergens)
    )
    for allergy in facts.allergies:
        if allergy.disproved_on is not None and allergy.disproved_on <= facts.today:
            continue
        for product, name in held:
            if _is_meant(allergy, name):
                yield Hit(allergy, product, name)


def _is_meant(allergy: AllergyFact, name: str) -> bool:
    words = name.replace("_", " ")
    if allergy.classes & allergen_classes(words):
        return True
    # "Sulfites" is of no screened class: then the name itself has to do.
    said, held = fold(allergy.substance), fold(words)
    return len(said) > 3 and (held in said or said in held)
