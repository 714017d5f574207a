"""What the chart already knows, beside the questions of a screening."""

from dataclasses import dataclass
from datetime import date

from patients.rules import Answer, Facts
from patients.rules.diabetes import diabetes
from patients.rules.facts import MedicationFact
from patients.rules.text import number

_CLASSES = (
    ("Antiplatelet", ("antiplatelet",)),
    ("NSAID on the list", ("nsaid",)),
    ("Corticosteroid", ("systemic_corticosteroid",)),
    ("Immune medicine", ("immunosuppressant", "biologic", "chemotherapy")),
    ("Antibiotic", ("fluoroquinolone", "antibiotic_other")),
    ("Opioid", ("opioid", "opioid_antagonist")),
)
_RESULTS = (("INR", "inr", ""), ("Platelets", "platelets", "×10⁹/L"), ("Weight", "weight", "kg"))


@dataclass(frozen=True, slots=True)
class Known:
    """One line: what it is about, what is on file, and since when."""

    label: str
    text: str
    on: date | None = None
    missing: bool = False


def known(facts: Facts) -> list[Known]:
    """Diabetes and blood thinners always, the rest where there is something on file."""
    return [
        *_diabetes(facts),
        _blood_thinner(facts),
        *(
            Known(label, ", ".join(m.name for m in found))
            for label, classes in _CLASSES
            if (found := facts.taking(*classes))
        ),
        *(
            Known(label, f"{number(latest.value)} {unit}".strip(), latest.taken_on)
            for label, kind, unit in _RESULTS
            if (latest := facts.latest(kind))
        ),
        *_tried(facts),
    ]


def _diabetes(facts: Facts) -> list[Known]:
    status = diabetes(facts)
    words = {Answer.YES: "Yes", Answer.NO: "No", Answer.UNKNOWN: "Not confirmed"}[status.answer]
    lines = [Known("Diabetes", f"{words}. {status.why}.")]
    latest = facts.latest("hba1c")
    if latest is not None:
        lines.append(Known("HbA1c", f"{number(latest.value)} %", latest.taken_on))
    elif status.answer is not Answer.NO:
        lines.append(Known("HbA1c", "Not on file", missing=True))
    return lines


def _blood_thinner(facts: Facts) -> Known:
    medicines = facts.taking("anticoagulant", "thrombolytic")
    if not medicines:
        return Known("Blood thinner", "None on the list")
    return Known("Blood thinner", "; ".join(_with_decision(m) for m in medicines))


def _with_decision(medicine: MedicationFact) -> str:
    if medicine.prescriber_decision:
        decided = f"{medicine.decided_by}: {medicine.prescriber_decision}"
    else:
        decided = "no prescriber decision"
    return f"{medicine.name} ({decided})"


def _tried(facts: Facts) -> list[Known]:
    kinds = sorted({t.kind.replace("_", " ") for t in facts.prior_treatments})
    return [Known("Tried before", ", ".join(kinds))] if kinds else []
