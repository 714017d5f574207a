"""What stands in the charts of the demo: rows as the actions take them, dates as days ago."""

from dataclasses import dataclass, field, replace
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decided:
    """What the prescriber of a blood thinner decided."""

    decision: str
    prescriber: str
    days_ago: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The chart of one person.

    Keys are those of the actions; `onset`, `started_on`, `stopped_on`, `ended_on`, `disproved_on`,
    `taken_on` and `dated` hold the number of days before the first visit. A medicine may have
    `decided` (Decided).
    """

    problems: tuple[Row, ...] = ()
    medications: tuple[Row, ...] = ()
    allergies: tuple[Row, ...] = ()
    results: tuple[Row, ...] = ()
    prior_treatments: tuple[Row, ...] = ()
    letters: tuple[Row, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)


EXERCISE: Row = {"kind": "physical_therapy", "started_on": 300, "ended_on": 200, "outcome": "some"}
BRACE: Row = {"kind": "brace", "started_on": 240, "outcome": "none"}
TYLENOL: Row = {
    "name": "Tylenol", "dose": "500 mg as needed", "route": "oral", "indication": "Pain",
    "started_on": 400,
}  # fmt: skip
LISINOPRIL: Row = {
    "name": "lisinopril", "dose": "10 mg daily", "route": "oral", "indication": "Hypertension",
    "started_on": 1500,
}  # fmt: skip
HYPERTENSION: Row = {
    "display": "Essential hypertension", "system": "icd10cm", "code": "I10", "onset": 1600,
}  # fmt: skip
DIABETES: Row = {
    "display": "Type 2 diabetes mellitus", "system": "icd10cm", "code": "E11.9", "onset": 2900,
}  # fmt: skip
FIBRILLATION: Row = {
    "display": "Atrial fibrillation", "system": "icd10cm", "code": "I48.91", "onset": 900,
}  # fmt: skip
METFORMIN: Row = {
    "name": "metformin", "dose": "1000 mg twice a day", "dose_mg_per_day": 2000, "route": "oral",
    "indication": "Type 2 diabetes", "started_on": 2800,
}  # fmt: skip
ELIQUIS: Row = {
    "name": "Eliquis", "dose": "5 mg twice a day", "dose_mg_per_day": 10, "route": "oral",
    "indication": "Atrial fibrillation", "started_on": 880,
}  # fmt: skip
WARFARIN: Row = {
    "name": "warfarin", "dose": "5 mg daily", "dose_mg_per_day": 5, "route": "oral",
    "indication": "Mechanical valve", "started_on": 1900,
}  # fmt: skip
ADVIL: Row = {
    "name": "Advil", "dose": "400 mg three times a day", "dose_mg_per_day": 1200, "route": "oral",
    "indication": "Knee pain", "started_on": 60, "stopped_on": 2,
}  # fmt: skip
ASPIRIN: Row = {
    "name": "aspirin", "dose": "81 mg daily", "dose_mg_per_day": 81, "route": "oral",
    "indication": "Coronary disease", "started_on": 1200,
}  # fmt: skip

HEALTHY = Chart(prior_treatments=(EXERCISE, BRACE), medications=(TYLENOL,))
PLAIN = Chart(prior_treatments=(EXERCISE,))
PRESSURE = Chart(
    problems=(HYPERTENSION,), medications=(LISINOPRIL, TYLENOL), prior_treatments=(EXERCISE,)
)
UNCONTROLLED = Chart(
    problems=(DIABETES, HYPERTENSION),
    medications=(METFORMIN, LISINOPRIL),
    results=({"kind": "hba1c", "value": "7.9", "taken_on": 190},
             {"kind": "hba1c", "value": "8.4", "taken_on": 21}),
    prior_treatments=(EXERCISE,),
)  # fmt: skip
CONTROLLED = replace(
    UNCONTROLLED,
    results=({"kind": "hba1c", "value": "7.4", "taken_on": 160},
             {"kind": "hba1c", "value": "7.1", "taken_on": 12}),
)  # fmt: skip
THINNER = Chart(
    problems=(FIBRILLATION,),
    medications=(ELIQUIS,),
    prior_treatments=(EXERCISE,),
    answers={"blood_thinner": "yes"},
)
THINNER_DECIDED = replace(
    THINNER,
    medications=(
        ELIQUIS
        | {"decided": Decided("continue", "Dr. Helen Brandt, cardiology", 3, "No pause needed.")},
    ),
)
INR_HIGH = Chart(
    problems=({"display": "Mechanical aortic valve", "onset": 1950},),
    medications=(WARFARIN | {"decided": Decided("continue", "Dr. Helen Brandt, cardiology", 5)},),
    results=({"kind": "inr", "value": "3.6", "taken_on": 1},),
    prior_treatments=(EXERCISE,),
    answers={"blood_thinner": "yes"},
)
PAIN_RELIEVER = Chart(
    medications=(ADVIL,), prior_treatments=(EXERCISE,), answers={"nsaid_last_7_days": "yes"}
)
UNKNOWN_PREGNANCY = replace(HEALTHY, answers={"pregnant": "unknown"})
CORN = Chart(
    allergies=({"substance": "corn", "reaction": "Hives and swollen lips as a child"},),
    prior_treatments=(EXERCISE,),
)
LATEX = Chart(
    allergies=({"substance": "latex", "reaction": "Rash where gloves touched"},
               {"substance": "penicillin", "reaction": "Hives"}),
    prior_treatments=(EXERCISE,),
)  # fmt: skip
UNCLASSIFIED = Chart(
    medications=(
        {"name": "Zhuang Gu pills", "dose": "3 daily", "route": "oral", "indication": "Joints",
         "started_on": 120},
        TYLENOL,
    ),
    prior_treatments=(EXERCISE,),
)  # fmt: skip
LOW_ASPIRIN = Chart(
    problems=({"display": "Coronary artery disease", "system": "icd10cm", "code": "I25.10",
               "onset": 1300},),
    medications=(ASPIRIN,),
    prior_treatments=(EXERCISE, {"kind": "hyaluronate", "ended_on": 210, "outcome": "none"}),
)  # fmt: skip
STEROID_BEFORE = Chart(
    prior_treatments=(
        EXERCISE,
        {"kind": "steroid_injection", "substance": "triamcinolone", "ended_on": 240,
         "outcome": "good"},
    ),
)  # fmt: skip
SUSPECTED_CANCER = Chart(
    problems=(
        {"display": "Suspected breast cancer, biopsy pending", "system": "icd10cm",
         "code": "C50.912", "onset": 12, "verified": False},
    ),
    prior_treatments=(EXERCISE,),
)  # fmt: skip
BLEEDER_WITH_LETTER = Chart(
    problems=(
        {"display": "Von Willebrand disease", "system": "icd10cm", "code": "D68.01",
         "onset": 6000},
    ),
    prior_treatments=(EXERCISE,),
    letters=(
        {"kind": "bleeding", "specialist": "Dr. Ingrid Sollers, hematology", "dated": 20,
         "agrees": True,
         "note": "Type 1, mild. Injections with 25 G or finer and 5 minutes of pressure are fine."},
    ),
)  # fmt: skip
BIOLOGIC = Chart(
    medications=(
        {"name": "Humira", "dose": "40 mg every 2 weeks", "route": "injected",
         "indication": "Psoriasis", "started_on": 500},
    ),
    prior_treatments=(EXERCISE,),
)  # fmt: skip
HBA1C_TOO_HIGH = replace(UNCONTROLLED, results=({"kind": "hba1c", "value": "8.3", "taken_on": 10},))
YOUNG = Chart(prior_treatments=(EXERCISE | {"kind": "exercise"},))
NOTHING = Chart()

USUAL = (HEALTHY, PLAIN, PRESSURE, STEROID_BEFORE, LOW_ASPIRIN, LATEX)
