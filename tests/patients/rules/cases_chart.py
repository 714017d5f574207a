"""What the rules about the chart answer: results, medicines, allergies, problems, the person.

One line per situation: rule, what it answers, about whom.
"""

from datetime import date
from decimal import Decimal

from patients.rules.facts import NO_SCREENED_CLASS, PART_UNKNOWN, Moment, PriorTreatmentFact
from tests.patients.rules.people import (
    ANA,
    NO,
    UNKNOWN,
    YES,
    ago,
    allergic,
    ana,
    answering,
    diabetic,
    planned,
    taking,
    with_problem,
    with_result,
    without_result,
)

SWEET = diabetic()
STEROID = "systemic_corticosteroid"
DECIDED = {"prescriber_decision": "continue", "decided_by": "Dr. Reyes", "decided_on": ago(3)}


def hba1c(value, days=0, base=SWEET):
    return with_result("hba1c", value, ago(days), base)


def tried(*treatments, **changes):
    return answering(ana(prior_treatments=treatments, moment=Moment.PLAN), **changes)


def injected(days, region="knee", base=ANA, given_by=None):
    when = None if days is None else ago(days)
    treatment = PriorTreatmentFact(
        kind="steroid_injection", region=region, ended=when, given_by=given_by
    )
    return ana(prior_treatments=(*base.prior_treatments, treatment), plan=base.plan)


WARFARIN = taking("Warfarin 5 mg", "anticoagulant", **DECIDED)
MORRHUATE = planned("sodium_morrhuate")

# rule, what it answers, about whom
CASES = [
    ("R01", "fires", hba1c("8.0")),
    ("R01", "clear", hba1c("7.99")),
    ("R01", "fires", hba1c("8.01")),
    ("R01", "fires", hba1c("9.1", 90)),
    ("R01", "fires", hba1c("9.1", 91)),  # the last that is known was uncontrolled
    ("R01", "clear", hba1c("6.9", 90)),
    ("R01", "unknown", hba1c("6.9", 91)),
    ("R01", "unknown", SWEET),
    ("R01", "unknown", hba1c("7.0", -1)),  # dated tomorrow
    ("R01", "unknown", hba1c("58")),  # mmol/mol
    ("R01", "clear", hba1c("7.0", base=hba1c("9.0", 30))),  # the newer counts
    ("R01", "fires", hba1c("7.0", base=hba1c("9.0"))),  # same day: the higher counts
    ("R01", "unknown", hba1c("8.4", base=ANA)),  # no diagnosis: asked, not assumed
    ("R01", "clear", ANA),
    ("R01", "clear", with_problem("Prediabetes", system="icd10cm", code="R73.03")),
    ("R01", "unknown", with_problem("Diabetes mellitus type 2", verified=False)),
    ("R01b", "fires", hba1c("7.5")),
    ("R01b", "fires", hba1c("7.9")),
    ("R01b", "clear", hba1c("7.4")),
    ("R01b", "fires", hba1c("7.6", 90)),
    ("R01b", "clear", hba1c("7.6", 91)),
    ("R01b", "clear", hba1c("8.0")),
    ("R01b", "unknown", hba1c("7.6", base=ANA)),
    ("R01b", "clear", ANA),
    ("R02", "fires", SWEET),
    ("R02", "clear", hba1c("7.0", 90)),
    ("R02", "clear", hba1c("7.0", 89)),
    ("R02", "fires", hba1c("7.0", 91)),
    ("R02", "fires", taking("Metformin 500 mg", "antidiabetic_oral")),
    ("R02", "clear", taking("Metformin", "antidiabetic_oral", indication="PCOS")),
    ("R02", "clear", taking("Glucophage XR 500 mg", "antidiabetic_oral", indication="PCOS")),
    ("R02", "clear", taking("Metformin", "antidiabetic_oral", indication="prediabetes")),
    (
        "R02",
        "fires",
        taking("Metformin", "antidiabetic_oral", indication="PCOS and type 2 diabetes"),
    ),
    ("R02", "clear", taking("Jardiance", "antidiabetic_sglt2", indication="heart failure")),
    ("R02", "fires", taking("Jardiance", "antidiabetic_sglt2")),
    ("R02", "clear", taking("Wegovy", "antidiabetic_glp1", indication="weight loss")),
    ("R02", "fires", taking("Lantus", "insulin", indication="weight loss")),
    ("R02", "clear", taking("Metformin", "antidiabetic_oral", stopped=ago(1))),
    ("R02", "unknown", with_problem("Suspected diabetes mellitus")),
    ("R02", "unknown", hba1c("6.5", base=ANA)),
    ("R02", "clear", hba1c("6.4", base=ANA)),
    ("R02", "clear", ANA),
    ("R03", "fires", with_result("glucose", "250.1", base=SWEET)),
    ("R03", "clear", with_result("glucose", "250", base=SWEET)),
    ("R03", "unknown", with_result("glucose", "120", ago(1), base=SWEET)),
    ("R03", "unknown", SWEET),
    ("R03", "fires", answering(SWEET, high_glucose_symptoms=YES)),
    (
        "R03",
        "fires",
        answering(with_result("glucose", "120", base=SWEET), high_glucose_symptoms=YES),
    ),
    (
        "R03",
        "unknown",
        answering(with_result("glucose", "120", base=SWEET), high_glucose_symptoms=None),
    ),
    ("R03", "clear", answering(ANA, high_glucose_symptoms=YES)),  # no diabetes
    ("R03", "clear", ANA),
    ("R04", "fires", answering(infection_at_site=YES)),
    ("R04", "clear", answering(infection_at_site=NO)),
    ("R04", "unknown", answering(infection_at_site=None)),
    ("R04", "unknown", answering(infection_at_site=UNKNOWN)),
    ("R04", "fires", with_problem("Cellulitis of left leg")),
    ("R05", "fires", with_result("temperature", "38.0")),
    ("R05", "clear", with_result("temperature", "37.9")),
    ("R05", "fires", with_result("temperature", "38.4", ago(2))),
    ("R05", "clear", with_result("temperature", "38.4", ago(3))),
    ("R05", "fires", answering(fever_or_unwell=YES)),
    ("R05", "unknown", answering(fever_or_unwell=None)),
    ("R05", "unknown", without_result("temperature")),
    ("R05", "fires", with_problem("Sepsis", system="icd10cm", code="A41.9")),
    ("R05", "clear", ANA),
    ("R06", "fires", taking("Amoxicillin", "antibiotic_other")),
    ("R06", "fires", taking("Amoxicillin", "antibiotic_other", stopped=ago(6))),
    ("R06", "clear", taking("Amoxicillin", "antibiotic_other", stopped=ago(7))),
    ("R06", "clear", taking("Metronidazole gel", "antibiotic_other", route="vaginal")),
    ("R06", "fires", answering(antibiotic_last_7_days=YES)),
    ("R06", "unknown", answering(antibiotic_last_7_days=None)),
    ("R06", "clear", ANA),
    ("R07", "fires", taking("Cipro", "fluoroquinolone", stopped=ago(29))),
    ("R07", "clear", taking("Cipro", "fluoroquinolone", stopped=ago(30))),
    ("R07", "unknown", taking("Cipro", "fluoroquinolone", stopped=ago(900), stopped_by=ago(29))),
    ("R07", "clear", taking("Cipro", "fluoroquinolone", stopped=ago(900), stopped_by=ago(30))),
    ("R07", "fires", taking("Cipro", "fluoroquinolone")),
    (
        "R07",
        "clear",
        taking("Cipro", "fluoroquinolone", base=planned("dextrose", routes=["intra_articular"])),
    ),
    (
        "R07",
        "fires",
        taking("Cipro", "fluoroquinolone", base=planned("dextrose", routes=["extra_articular"])),
    ),
    ("R08", "fires", taking("Eliquis 5 mg", "anticoagulant")),
    ("R08", "clear", taking("Eliquis 5 mg", "anticoagulant", **DECIDED)),
    ("R08", "fires", taking("Eliquis", "anticoagulant", **{**DECIDED, "decided_by": " "})),
    ("R08", "fires", taking("Eliquis", "anticoagulant", **{**DECIDED, "decided_on": ago(-1)})),
    ("R08", "fires", taking("Eliquis", "anticoagulant", base=WARFARIN)),
    ("R08", "unknown", with_problem("Long term (current) use of anticoagulants")),
    ("R08", "clear", taking("Eliquis 5 mg", "anticoagulant", stopped=ago(1))),
    ("R08", "unknown", answering(blood_thinner=YES)),
    ("R08", "unknown", answering(ana(medications_reviewed=False), blood_thinner=None)),
    ("R08", "clear", ANA),
    ("R09", "fires", with_result("inr", "3.1", base=WARFARIN)),
    ("R09", "clear", with_result("inr", "3.0", ago(7), base=WARFARIN)),
    ("R09", "unknown", with_result("inr", "2.5", ago(8), base=WARFARIN)),
    ("R09", "unknown", WARFARIN),
    ("R09", "clear", taking("Eliquis", "anticoagulant")),
    (
        "R09",
        "fires",
        with_result("inr", "1.9", base=planned("dextrose", base=WARFARIN, region="neck")),
    ),
    (
        "R09",
        "clear",
        with_result("inr", "1.8", base=planned("dextrose", base=WARFARIN, region="neck")),
    ),
    ("R10", "fires", with_result("platelets", "19")),
    ("R10", "fires", with_result("platelets", "20")),  # as a caution
    ("R10", "fires", with_result("platelets", "49", base=planned("dextrose", region="low_back"))),
    ("R10", "fires", with_result("platelets", "19.9")),
    ("R10", "fires", with_result("platelets", "49.9", base=planned("dextrose", region="hip"))),
    ("R10", "fires", with_result("platelets", "50", base=planned("dextrose", region="hip"))),
    ("R10", "fires", with_result("platelets", "99.9")),
    ("R10", "clear", with_result("platelets", "100")),
    ("R10", "clear", ANA),
    ("R11", "fires", with_problem("Von Willebrand disease")),
    (
        "R11",
        "fires",
        with_problem("Hereditary factor VIII deficiency", system="icd10cm", code="D66"),
    ),
    ("R11", "unknown", with_problem("Rule out hemophilia")),
    ("R11", "clear", ANA),
    ("R12", "fires", taking("Aspirin", "antiplatelet", dose_mg_per_day=Decimal(81))),
    ("R12", "clear", taking("Zoloft", "serotonergic_bleeding")),
    ("R12", "fires", taking("Zoloft", "serotonergic_bleeding", base=WARFARIN)),
    ("R12", "clear", WARFARIN),
    ("R13", "fires", taking("Advil", "nsaid")),
    ("R13", "fires", taking("Voltaren gel", "nsaid", route="topical")),
    ("R13", "clear", taking("Ketorolac eye drops", "nsaid", route="ophthalmic")),
    ("R13", "fires", taking("Advil", "nsaid", stopped=ago(7))),
    ("R13", "clear", taking("Advil", "nsaid", stopped=ago(8))),
    ("R13", "fires", taking("Advil", "nsaid", started=ago(-28))),
    ("R13", "clear", taking("Advil", "nsaid", started=ago(-29))),
    ("R13", "clear", taking("Aspirin", "antiplatelet", dose_mg_per_day=Decimal(100))),
    ("R13", "fires", taking("Aspirin", "antiplatelet", dose_mg_per_day=Decimal("100.1"))),
    ("R13", "unknown", taking("Aspirin", "antiplatelet")),
    ("R13", "fires", answering(nsaid_last_7_days=YES)),
    (
        "R13",
        "fires",
        answering(ana(answer_dates={"nsaid_last_7_days": ago(7)}), nsaid_last_7_days=YES),
    ),
    (
        "R13",
        "clear",
        answering(ana(answer_dates={"nsaid_last_7_days": ago(8)}), nsaid_last_7_days=YES),
    ),
    ("R13", "unknown", answering(nsaid_last_7_days=None)),
    ("R13", "clear", ANA),
    ("R14", "fires", taking("Prednisone", STEROID)),
    ("R14", "fires", taking("Prednisone", STEROID, stopped=ago(27))),
    ("R14", "clear", taking("Prednisone", STEROID, stopped=ago(28))),
    ("R14", "unknown", taking("Prednisone", STEROID, stopped=ago(900), stopped_by=ago(27))),
    ("R14", "clear", taking("Prednisone", STEROID, stopped=ago(900), stopped_by=ago(28))),
    ("R14", "fires", taking("Prednisone", STEROID, stopped=ago(9), stopped_by=ago(0))),
    (
        "R14",
        "clear",
        taking("Hydrocortisone", STEROID, route="topical", stopped=ago(900), stopped_by=ago(0)),
    ),
    ("R14", "clear", taking("Hydrocortisone cream", STEROID, route="topical")),
    ("R14", "clear", taking("Budesonide inhaler", STEROID, route="inhaled")),
    ("R14", "unknown", taking("Budesonide", STEROID, route="unknown")),
    ("R14", "clear", ANA),
    ("R15", "fires", injected(89)),
    ("R15", "clear", injected(90)),
    ("R15", "unknown", injected(None)),
    ("R15", "unknown", injected(900, given_by=ago(89))),
    ("R15", "clear", injected(900, given_by=ago(90))),
    ("R15", "clear", injected(10, "shoulder", planned("dextrose", region="knee"))),
    ("R16", "fires", taking("Humira", "biologic", route="injected")),
    ("R16", "clear", taking("Protopic ointment", "immunosuppressant", route="topical")),
    ("R16", "fires", with_problem("Kidney transplant status", system="icd10cm", code="Z94.0")),
    ("R16", "fires", with_problem("Neutropenia", system="icd10cm", code="D70.9")),
    ("R16", "unknown", with_problem("Possible immunodeficiency")),
    ("R16", "clear", ANA),
    ("R17", "fires", allergic("Corn", "corn")),
    ("R17", "fires", allergic("Dextrose", "dextrose", base=planned("dextrose"))),
    ("R17", "clear", allergic("Corn", "corn", base=planned("procaine"))),
    ("R17", "clear", allergic("Corn", "corn", disproved_on=ago(10))),
    ("R17", "fires", allergic("Corn", "corn", disproved_on=ago(-1))),
    ("R17", "unknown", ana(allergies_status="not_asked")),
    ("R17", "clear", ANA),
    (
        "R18",
        "fires",
        allergic("Lidocaine", "amide_anaesthetic", base=planned("dextrose", "lidocaine")),
    ),
    (
        "R18",
        "clear",
        allergic("Lidocaine", "amide_anaesthetic", base=planned("dextrose", "procaine")),
    ),
    ("R18", "clear", allergic("Lidocaine", "amide_anaesthetic", base=planned("dextrose"))),
    ("R18", "fires", allergic("Novocain", "ester_anaesthetic", base=planned("procaine"))),
    ("R18", "fires", allergic("Parabens", "paraben", base=planned("lidocaine"))),
    ("R18", "fires", allergic("Lidocaine", "amide_anaesthetic")),  # no plan yet
    ("R18", "unknown", ana(allergies_status="not_asked")),
    ("R18", "clear", ANA),
    ("R19", "fires", allergic("Phenol", "phenol", base=planned("dextrose", "phenol", "glycerin"))),
    ("R19", "clear", allergic("Phenol", "phenol", base=planned("dextrose"))),
    ("R19", "unknown", planned("phenol", base=ana(allergies_status="not_asked"))),
    ("R20", "fires", allergic("Cod-liver oil", "fish", "morrhuate", base=MORRHUATE)),
    ("R20", "fires", with_problem("Asthma", MORRHUATE)),
    ("R20", "fires", hba1c("8.5", base=diabetic(MORRHUATE))),
    ("R20", "unknown", diabetic(MORRHUATE)),
    ("R20", "unknown", with_problem("Suspected asthma", MORRHUATE)),
    ("R20", "clear", allergic("Cod", "fish", base=planned("dextrose"))),
    ("R20", "clear", MORRHUATE),
    ("R21", "fires", allergic("Latex", "latex")),
    ("R21", "unknown", ana(allergies_status="not_asked")),
    ("R21", "clear", ANA),
    ("R22", "fires", answering(pregnant=YES)),
    ("R22", "unknown", answering(pregnant=UNKNOWN)),
    ("R22", "unknown", answering(pregnant=None)),
    ("R22", "clear", answering(ana(sex="male"), pregnant=None)),
    ("R22", "unknown", answering(ana(sex="unknown"), pregnant=None)),
    ("R22", "unknown", answering(ana(birth_date=date(2016, 11, 21)), pregnant=None)),  # 10 today
    ("R22", "clear", answering(ana(birth_date=date(2016, 11, 22)), pregnant=None)),
    ("R22", "unknown", answering(ana(birth_date=date(1965, 11, 22)), pregnant=None)),  # 60
    ("R22", "clear", answering(ana(birth_date=date(1965, 11, 21)), pregnant=None)),  # 61 today
    ("R22", "unknown", answering(ana(birth_date=None), pregnant=None)),
    ("R22", "fires", with_problem("Normal pregnancy", system="snomed", code="72892002")),
    ("R22", "clear", with_problem("Normal pregnancy", status="resolved")),
    ("R22", "clear", ANA),
    ("R24", "fires", ana(birth_date=date(2008, 11, 22))),  # 17
    ("R24", "clear", ana(birth_date=date(2008, 11, 21))),  # 18 today
    ("R24", "unknown", ana(birth_date=None)),
    ("R24", "unknown", ana(birth_date=ago(-1))),
    ("R27", "fires", with_problem("Rheumatoid arthritis", system="icd10cm", code="M05.79")),
    ("R27", "unknown", with_problem("Possible rheumatoid arthritis")),
    ("R27", "clear", with_problem("Osteoarthritis of knee", system="icd10cm", code="M17.11")),
    ("R33", "clear", tried(PriorTreatmentFact(kind="exercise"), conservative_care_tried=NO)),
    ("R33", "fires", tried(conservative_care_tried=NO)),
    ("R33", "fires", tried(PriorTreatmentFact(kind="prolotherapy"), conservative_care_tried=NO)),
    ("R33", "unknown", tried(conservative_care_tried=None)),
    ("R33", "clear", tried(conservative_care_tried=YES)),
    ("R36", "fires", taking("Oxycodone", "opioid")),
    ("R36", "clear", ANA),
    ("R40", "fires", ana(birth_date=date(1955, 11, 21))),  # 71 today
    ("R40", "clear", ana(birth_date=date(1955, 11, 22))),  # 70
    ("R40", "fires", with_result("weight", "49.9")),
    ("R40", "clear", with_result("weight", "50")),
    ("R40", "fires", with_problem("Chronic kidney disease stage 3")),
    ("R41", "fires", with_problem("Ehlers-Danlos syndrome")),
    ("R41", "unknown", with_problem("Suspected Ehlers-Danlos syndrome")),
    ("R41", "clear", ANA),
    ("R50", "unknown", ana(allergies_status="not_asked")),
    ("R50", "unknown", ana(allergies_status="listed")),
    ("R50", "unknown", ana(allergies_reviewed=False)),
    ("R50", "unknown", ana(medications_reviewed=False)),
    ("R50", "clear", ANA),
    ("R50m", "unknown", taking("Zorblaxin")),
    ("R50m", "unknown", taking("Zorblaxin and aspirin", "antiplatelet", PART_UNKNOWN)),
    ("R50m", "clear", taking("Lisinopril", NO_SCREENED_CLASS)),
    ("R50m", "unknown", taking("Zorblaxin", stopped=ago(30))),
    ("R50m", "clear", taking("Zorblaxin", stopped=ago(31))),
    ("R50m", "unknown", taking("Zorblaxin", stopped=ago(900), stopped_by=ago(30))),
    ("R50m", "clear", taking("Zorblaxin", stopped=ago(900), stopped_by=ago(31))),
    ("R50m", "clear", ANA),
]

# What a rule can never answer, and why there is no case for it.
NEVER = {
    ("R10", "unknown"): "a count is not asked for without a reason",
    ("R12", "unknown"): "it reads the medication list only",
    ("R36", "unknown"): "it reads the medication list only",
    ("R40", "unknown"): "a missing weight is the matter of another rule",
    ("R50", "fires"): "a review that is missing is a gap, not a finding",
    ("R50m", "fires"): "an unknown class is a gap, not a finding",
}

# rule, about whom, tier and override where they differ from the row
MILDER_OR_STRICTER = [
    (
        "R04",
        answering(with_problem("Cellulitis of left leg"), infection_at_site=NO),
        "relative",
        "physician",
    ),
    ("R10", with_result("platelets", "99"), "caution", "acknowledge"),
    ("R13", taking("Advil", "nsaid", started=ago(2), stopped=ago(2)), "caution", "acknowledge"),
    ("R13", taking("Advil", "nsaid"), "caution", "acknowledge"),  # answered: none in 7 days
    ("R13", answering(taking("Advil", "nsaid"), nsaid_last_7_days=YES), "relative", "physician"),
    ("R16", with_problem("Neutropenia"), "absolute", "none"),
    ("R18", allergic("Lidocaine", "amide_anaesthetic"), "relative", "physician"),
    ("R22", answering(pregnant=YES), "absolute", "physician"),
    (
        "R22",
        answering(planned("dextrose", guidance=["fluoroscopy"]), pregnant=YES),
        "absolute",
        "none",
    ),
    ("R22", answering(MORRHUATE, pregnant=YES), "absolute", "none"),
]
