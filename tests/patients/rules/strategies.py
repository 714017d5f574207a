"""Every patient that can be thought of: charts, answers and plans, likely ones and absurd ones."""

from datetime import date, timedelta

from hypothesis import strategies as st

from patients.rules.allergens import ALLERGEN_CLASSES
from patients.rules.facts import (
    AllergyFact,
    Answer,
    ConsentFact,
    DoseFact,
    EventFact,
    Facts,
    MedicationFact,
    Moment,
    PlanContext,
    PriorTreatmentFact,
    ProblemFact,
    ResultFact,
    SiteFact,
    SpecialistNoteFact,
)
from patients.rules.questions import QUESTIONS

TODAY = date(2026, 11, 21)

# Most dates lie near the windows of the rules.
days = st.integers(-40, 400).map(lambda n: TODAY - timedelta(days=n)) | st.dates(
    date(1900, 1, 1), date(2100, 1, 1)
)
maybe_day = st.none() | days
names = st.sampled_from(
    [
        *("Diabetes", "Suspected diabetes", "Pregnancy", "Asthma", "Gout", "Cirrhosis"),
        *("Neutropenia", "Von Willebrand disease", "Rheumatoid arthritis", "Breast cancer"),
        *("Total knee replacement", "Fracture of tibia", "Cellulitis", "Ehlers-Danlos syndrome"),
        *("Sepsis", "Cauda equina syndrome", "Complete tear of rotator cuff", "Current smoker"),
        *("Kidney transplant status", "Warfarin", "Metformin", "Aspirin", "knee"),
    ]
) | st.text(max_size=20)
any_number = st.decimals(allow_nan=True, allow_infinity=True)
a_number = st.decimals(0, 400, places=1)
classes = st.frozensets(
    st.sampled_from(
        [
            *("anticoagulant", "nsaid", "antiplatelet", "insulin", "biologic", "none"),
            *("antidiabetic_oral", "fluoroquinolone", "systemic_corticosteroid", "opioid"),
        ]
    )
    | st.text(max_size=5),
    max_size=2,
)
# Medicines that a rule knows by name and class together.
known_medicines = st.sampled_from(
    [
        ("Warfarin", frozenset({"anticoagulant"})),
        ("Metformin", frozenset({"antidiabetic_oral"})),
        ("Ciprofloxacin", frozenset({"fluoroquinolone"})),
        ("Prednisone", frozenset({"systemic_corticosteroid"})),
        ("Aspirin 81 mg", frozenset({"antiplatelet"})),
    ]
)
# kind -> the values that matter to the rules
likely = {
    "hba1c": st.decimals(6, 9, places=1),
    "inr": st.decimals(1, 4, places=1),
    "platelets": st.decimals(10, 120, places=0),
    "glucose": st.decimals(100, 300, places=0),
    "weight": st.decimals(40, 130, places=1),
    "height": st.decimals(150, 190, places=0),
    "temperature": st.decimals(36, 39, places=1),
    "bp_systolic": st.decimals(100, 200, places=0),
    "bp_diastolic": st.decimals(60, 120, places=0),
    "pulse": st.decimals(40, 120, places=0),
}
question_ids = st.sampled_from([question.id for question in QUESTIONS])
agents = st.sampled_from(["lidocaine", "Bupivacaine", "procaine", "chloroprocaine", ""])
regions = st.sampled_from(["knee", "neck", "rib", "low_back", "shoulder"])

problems = st.builds(
    ProblemFact,
    display=names,
    system=st.sampled_from(["", "icd10cm", "snomed"]),
    code=st.sampled_from(["", "E11.9", "R73.03", "44054006", "D66", "M10.9", "C50.911", "Z96.651"])
    | st.text(max_size=8),
    status=st.sampled_from(["active", "inactive", "resolved"]),
    verified=st.booleans(),
    onset=maybe_day,
)
allergies = st.builds(
    AllergyFact,
    substance=names,
    classes=st.frozensets(st.sampled_from(sorted(ALLERGEN_CLASSES)), max_size=2),
    disproved_on=maybe_day,
)
treatments = st.builds(
    PriorTreatmentFact,
    kind=st.sampled_from(["exercise", "steroid_injection", "prolotherapy"]) | st.text(max_size=5),
    region=st.just("") | regions,
    started=maybe_day,
    ended=maybe_day,
)
notes = st.builds(
    SpecialistNoteFact,
    kind=st.sampled_from(
        ["bleeding", "immune", "rheumatology", "oncology", "surgery", "antibiotic_cover", "other"]
    ),
    specialist=names,
    dated=days,
    agrees=st.booleans(),
)
sites = st.builds(
    SiteFact,
    region=regions,
    side=st.sampled_from(["left", "right", ""]),
    structure=st.sampled_from(["", "knee_joint"]),
    kind=st.sampled_from(["", "joint", "tendon", "ligament"]),
    route=st.sampled_from(["", "intra_articular", "extra_articular"]),
    guidance=st.sampled_from(["", "fluoroscopy", "ultrasound", "palpation"]),
)
consents = st.builds(
    ConsentFact,
    signed_on=days,
    withdrawn=st.booleans(),
    uncovered=st.lists(names, max_size=2).map(tuple),
)
events = st.builds(EventFact, what=names, noted_on=days, serious=st.booleans())


def medications(number):
    details = {
        "dose_mg_per_day": st.none() | number,
        "route": st.sampled_from(["oral", "topical", "unknown", "injected"]) | st.text(max_size=3),
        "indication": names,
        "started": maybe_day,
        "stopped": maybe_day,
        "prescriber_decision": st.sampled_from(["", "hold", "continue"]),
        "decided_by": names,
        "decided_on": maybe_day,
    }
    taken_now = known_medicines.map(lambda m: MedicationFact(name=m[0], classes=m[1], route="oral"))
    return taken_now | st.builds(MedicationFact, name=names, classes=classes, **details)


def results(number):
    return st.sampled_from(sorted(likely)).flatmap(
        lambda kind: st.builds(
            ResultFact,
            kind=st.just(kind),
            value=likely[kind] | number,
            taken_on=st.just(TODAY) | days,
            order=st.integers(0, 3),
        )
    )


def plans(number):
    return st.builds(
        PlanContext,
        sites=st.lists(sites, max_size=2).map(tuple),
        components=st.frozensets(
            st.sampled_from(["dextrose", "lidocaine", "phenol", "sodium_morrhuate"])
        ),
        doses=st.lists(st.builds(DoseFact, agent=agents, mg=st.none() | number), max_size=2).map(
            tuple
        ),
        given=st.integers(0, 3),
        earliest_on=maybe_day,
        consent=st.none() | consents,
        events=st.lists(events, max_size=2).map(tuple),
    )


def people(*, sane=False):
    """Facts of 21 Nov 2026; `sane` ones hold no NaN, no infinity and no astronomic number."""
    number = a_number if sane else any_number
    return st.builds(
        Facts,
        today=st.just(TODAY),
        moment=st.sampled_from(Moment),
        birth_date=maybe_day,
        sex=st.sampled_from(["female", "male", "other", "unknown", ""]),
        allergies_status=st.sampled_from(["not_asked", "none_known", "listed", ""]),
        medications_reviewed=st.booleans(),
        allergies_reviewed=st.booleans(),
        problems=st.lists(problems, max_size=2).map(tuple),
        medications=st.lists(medications(number), max_size=2).map(tuple),
        allergies=st.lists(allergies, max_size=2).map(tuple),
        results=st.lists(results(number), max_size=5).map(tuple),
        prior_treatments=st.lists(treatments, max_size=2).map(tuple),
        notes=st.lists(notes, max_size=2).map(tuple),
        answers=st.dictionaries(question_ids, st.sampled_from(Answer), max_size=12),
        answer_dates=st.dictionaries(question_ids, days, max_size=3),
        answer_notes=st.dictionaries(question_ids, st.text(max_size=10), max_size=2),
        plan=st.none() | plans(number),
    )
