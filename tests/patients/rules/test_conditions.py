import pytest

from patients.rules.cancer_codes import CANCERS
from patients.rules.condition_codes import ILLNESSES
from patients.rules.conditions import CONDITIONS, Sureness, find, recognise
from patients.rules.facts import ProblemFact
from patients.rules.injury_codes import INJURIES
from tests.patients.rules.people import ago, with_problem

IS_DIABETES = [
    ("Diabetes mellitus type 2 (disorder)", "snomed", "44054006"),
    ("Disorder of kidney due to diabetes mellitus (disorder)", "snomed", "127013003"),
    ("Nonproliferative retinopathy", "snomed", "1551000119108"),
    ("Neuropathy due to T2DM", "snomed", "368581000119106"),
    ("Type 1 diabetes", "icd10cm", "E10.9"),
    ("Drug-induced diabetes", "icd10cm", "E09.65"),
    ("sugar disease", "icd10cm", "e1165"),
    ("Diabetes mellitus without complication", "", ""),
    ("No longer controlled diabetes", "", ""),
    ("DIABETES\u200b MELLITUS", "", ""),
    ("NIDDM", "", ""),
    ("DM type 2", "", ""),
    ("Mother's diabetes and own diabetes", "", ""),
    ("Type 2 diabetes, mistyped code", "icd10cm", "M17.11"),
    ("SNOMED CT 190331003", "snomed", "190331003"),
    ("SNOMED CT 427089005", "snomed", "427089005"),
    ("MODY type 2", "", ""),
]
IS_NOT_DIABETES = [
    ("Prediabetes", "snomed", "15777000"),
    ("Prediabetes", "snomed", "714628002"),
    ("Prediabetes", "icd10cm", "R73.03"),
    ("Pre-diabetic state", "", ""),
    ("Borderline diabetes", "", ""),
    ("Diabetes insipidus", "icd10cm", "E23.2"),
    ("Family history of diabetes mellitus", "icd10cm", "Z83.3"),
    ("FH: diabetes", "", ""),
    ("Mother has type 2 diabetes", "", ""),
    ("No diabetes", "", ""),
    ("Denies any history of diabetes", "", ""),
    ("Screening for diabetes", "icd10cm", "Z13.1"),
    ("Diabetes mellitus screening", "", ""),
    ("History of gestational diabetes", "icd10cm", "Z86.32"),
    ("Osteoarthritis of knee", "snomed", "239873007"),
    ("", "", ""),
]


@pytest.mark.parametrize(("display", "system", "code"), IS_DIABETES)
def test_diabetes_is_recognised_by_code_and_by_name(display, system, code):
    problem = ProblemFact(display=display, system=system, code=code)

    assert recognise(problem, CONDITIONS["diabetes"]) is Sureness.CONFIRMED


@pytest.mark.parametrize(("display", "system", "code"), IS_NOT_DIABETES)
def test_what_only_sounds_like_diabetes_is_not(display, system, code):
    problem = ProblemFact(display=display, system=system, code=code)

    assert recognise(problem, CONDITIONS["diabetes"]) is None


@pytest.mark.parametrize(
    "problem",
    [
        ProblemFact(display="Type 2 diabetes", verified=False),
        ProblemFact(display="Suspected diabetes"),
        ProblemFact(display="Diabetes?"),
        ProblemFact(display="R/O diabetes"),
    ],
)
def test_doubt_makes_it_one_for_review(problem):
    assert recognise(problem, CONDITIONS["diabetes"]) is Sureness.REVIEW


OTHERS = [
    ("pregnancy", "Normal pregnancy (finding)", True),
    ("pregnancy", "Ectopic pregnancy, past", False),
    ("pregnancy", "Not pregnant", False),
    ("bleeding_disorder", "Haemophilia A", True),
    ("systemic_infection", "Septic arthritis of knee", False),
    ("local_infection", "Septic arthritis of knee", True),
    ("systemic_infection", "Aseptic necrosis of hip", False),
    ("immunosuppression", "Uses hearing aids", False),
    ("immunosuppression", "History of renal transplant", True),
    ("hypermobility", "Benign joint hypermobility syndrome", True),
    ("inflammatory_arthritis", "Osteoarthritis", False),
    ("organ_disease", "Chronic congestive heart failure (disorder)", True),
]


@pytest.mark.parametrize(("condition", "display", "expected"), OTHERS)
def test_other_conditions_by_name(condition, display, expected):
    found = recognise(ProblemFact(display=display), CONDITIONS[condition])

    assert (found is not None) == expected


# condition, name, system, code, what it is: confirmed, for review, or nothing
CODED = [
    ("diabetes", "Gestational diabetes mellitus", "snomed", "11687002", "confirmed"),
    ("diabetes", "Hyperglycemia (disorder)", "snomed", "80394007", None),
    ("diabetes", "Metabolic syndrome X (disorder)", "snomed", "237602007", None),
    ("pregnancy", "Normal pregnancy (finding)", "snomed", "72892002", "confirmed"),
    ("pregnancy", "Past pregnancy history of miscarriage (situation)", "snomed", "161744009", None),
    ("immunosuppression", "Awaiting transplantation of kidney (situation)", "", "", None),
    ("systemic_infection", "History of endocarditis", "", "", None),
    ("local_infection", "History of cellulitis of left leg", "", "", None),
    ("local_infection", "Infected knee prosthesis", "icd10cm", "T84.53XA", "confirmed"),
    ("cancer", "Malignant neoplasm of breast (disorder)", "snomed", "254837009", "confirmed"),
    ("cancer", "Small cell carcinoma of lung (disorder)", "snomed", "254632001", "confirmed"),
    ("cancer", "Non-small cell carcinoma of lung, TNM stage 1", "snomed", "424132000", "confirmed"),
    ("cancer", "Overlapping malignant neoplasm of colon", "snomed", "109838007", "confirmed"),
    ("cancer", "Metastasis from malignant tumor of prostate", "snomed", "314994000", "confirmed"),
    ("cancer", "Acute myeloid leukemia (disorder)", "snomed", "91861009", "confirmed"),
    ("cancer", "Neoplasm of prostate", "snomed", "126906006", "review"),
    ("cancer", "Carcinoma in situ of prostate (disorder)", "snomed", "92691004", "review"),
    ("cancer", "Suspected lung cancer (situation)", "snomed", "162573006", "review"),
    ("cancer", "Polyp of colon", "snomed", "68496003", None),
    ("cancer", "left chest", "icd10cm", "C50.912", "confirmed"),
    ("cancer", "Breast tumor", "icd10cm", "C50.912", "confirmed"),
    ("cancer", "blood", "icd10cm", "C91.01", "review"),  # in remission
    ("cancer", "blood", "icd10cm", "C91.00", "confirmed"),
    ("cancer", "nodes", "icd10cm", "C81.9A", "review"),  # in remission
    ("cancer", "nodes", "icd10cm", "C81.90", "confirmed"),
    ("cancer", "skin", "icd10cm", "C44.91", "confirmed"),
    ("cancer", "skin", "icd10cm", "D04.9", "review"),
    ("cancer", "skin", "icd10cm", "D22.9", None),
    ("cancer", "bone", "icd10cm", "D48.0", "review"),
    ("cancer", "bone", "icd10cm", "D16.9", None),
    ("cancer", "History of breast cancer", "icd10cm", "C50.912", "review"),  # which is true?
    ("cancer", "Prostate cancer", "icd10cm", "Z85.46", "review"),
    ("cancer", "Personal history of malignant neoplasm", "icd10cm", "Z85.9", None),
    ("cancer", "Family history of colon cancer", "icd10cm", "Z80.0", None),
    ("cancer", "Screening for malignant neoplasm of colon", "icd10cm", "Z12.11", None),
    ("cancer", "Colon cancer screening", "", "", None),
    ("cancer", "Genetic susceptibility to malignant neoplasm of breast", "", "", None),
    ("cancer", "Malignant hypertension", "", "", None),
    ("cancer", "Benign neoplasm of skin", "", "", None),
    ("cancer", "Prostate ca", "", "", "confirmed"),
    ("cancer", "Malignancy ruled out", "", "", None),
    ("cancer", "Concern for malignancy", "", "", "review"),
    ("cancer", "Tumor", "", "", "review"),
    ("fracture", "knee", "icd10cm", "S82.001A", "confirmed"),
    ("fracture", "knee", "icd10cm", "S82.001P", "review"),
    ("fracture", "knee", "icd10cm", "S82.001S", None),
    ("fracture", "Closed fracture of hip", "snomed", "359817006", "confirmed"),
    ("fracture", "Fractured dental filling (finding)", "snomed", "278588009", None),
    ("fracture", "History of fracture of wrist", "", "", None),
    ("fracture", "Old fracture of left wrist", "", "", None),
    ("fracture", "70 year old with hip fracture", "", "", "confirmed"),
    ("fracture", "Status post fall with fracture of right wrist", "", "", "confirmed"),
    ("fracture", "Osteoporosis without current pathological fracture", "", "", None),
    ("tear", "Rupture of patellar tendon", "snomed", "30832001", "confirmed"),
    ("tear", "Tear of meniscus of knee", "snomed", "239720000", "review"),
    ("tear", "Injury of anterior cruciate ligament", "snomed", "444470001", "review"),
    ("tear", "shoulder", "icd10cm", "M75.121", "confirmed"),
    ("tear", "shoulder", "icd10cm", "M75.111", None),
    ("tear", "knee", "icd10cm", "S83.511A", "review"),
    ("tear", "Complete tear of ACL", "icd10cm", "S83.511A", "review"),
    ("tear", "Full-thickness tear of right supraspinatus tendon", "", "", "confirmed"),
    ("tear", "Partial-thickness rotator cuff tear", "", "", None),
    ("tear", "ACL reconstruction 2010", "", "", None),
    ("tear", "Rupture of appendix", "snomed", "47693006", None),
    ("prosthesis", "hip", "icd10cm", "Z96.641", "confirmed"),
    ("prosthesis", "History of artificial joint (situation)", "snomed", "161664006", "confirmed"),
    ("prosthesis", "s/p bilateral TKA", "", "", "confirmed"),
    ("prosthesis", "Considering TKA right knee", "", "", None),
    ("prosthesis", "Breast implant", "", "", None),
    ("prosthesis", "Left knee replacement scheduled for March", "", "", None),
    ("prosthesis", "Total knee arthroplasty candidate", "", "", None),
    ("prosthesis", "Right total knee arthroplasty, revision planned", "", "", "confirmed"),
    ("prosthesis", "Failed right total hip arthroplasty", "", "", "confirmed"),
    ("heart_at_risk", "valve", "icd10cm", "Z95.2", "confirmed"),
    ("heart_at_risk", "History of aortic valve replacement", "", "", "confirmed"),
    ("heart_at_risk", "History of aortic valve repair (situation)", "", "", "review"),
    ("heart_at_risk", "Aortic valve stenosis (disorder)", "snomed", "60573004", None),
    ("smoker", "Smokes tobacco daily", "snomed", "449868002", "confirmed"),
    ("smoker", "Smoker", "snomed", "77176002", "confirmed"),
    ("smoker", "Former smoker", "snomed", "8517006", None),
    ("smoker", "Never smoked tobacco (finding)", "snomed", "266919005", None),
    ("smoker", "cigarettes", "icd10cm", "F17.210", "confirmed"),
    ("smoker", "cigarettes", "icd10cm", "F17.211", None),
    ("smoker", "tobacco", "icd10cm", "Z72.0", "confirmed"),
    ("red_flag", "spine", "icd10cm", "G83.4", "confirmed"),
    ("mass", "Localized swelling, mass and lump", "icd10cm", "R22.41", "confirmed"),
    ("mass", "Body mass index 30+ - obesity (finding)", "snomed", "162864005", None),
]


@pytest.mark.parametrize(("condition", "display", "system", "code", "expected"), CODED)
def test_codes_and_names_show_what_they_say_and_no_more(condition, display, system, code, expected):
    problem = ProblemFact(display=display, system=system, code=code)

    assert recognise(problem, CONDITIONS[condition]) == expected


def test_every_condition_has_its_own_id_and_its_codes_are_written_as_they_are_compared():
    assert len(CONDITIONS) == len(ILLNESSES) + len(CANCERS) + len(INJURIES)
    for condition in CONDITIONS.values():
        assert all(code.isdigit() for code in condition.snomed | condition.snomed_review)
        for prefix in (*condition.icd10, *condition.icd10_review, *condition.icd10_over):
            assert prefix.isalnum()
            assert prefix == prefix.upper()


@pytest.mark.parametrize("status", ["resolved", "inactive"])
def test_problem_that_ended_is_not_found(status):
    assert find(with_problem("Type 2 diabetes", status=status), "diabetes") == []


def test_problem_that_has_not_begun_is_not_found():
    assert find(with_problem("Type 2 diabetes", onset=ago(-1)), "diabetes") == []


def test_confirmed_comes_before_suspected():
    facts = with_problem("Type 2 diabetes", with_problem("Suspected diabetes"))

    assert [m.sureness for m in find(facts, "diabetes")] == ["confirmed", "review"]


@pytest.mark.parametrize(
    ("condition", "display", "system", "code"),
    [
        ("bleeding_disorder", "Acquired coagulation disorder (disorder)", "snomed", "234466008"),
        ("bleeding_disorder", "Hereditary thrombasthenia", "", ""),
        ("bleeding_disorder", "Deficiency of coagulation factor", "", ""),
        ("anticoagulated", "Long term (current) use of anticoagulants", "icd10cm", "Z79.01"),
        ("anticoagulated", "Current use of long term anticoagulation", "", ""),
        ("anticoagulated", "Anticoagulated on Coumadin", "", ""),
        ("pregnancy", "Antepartum eclampsia", "snomed", "198992004"),
        ("pregnancy", "Encounter for pregnancy test, result positive", "icd10cm", "Z32.01"),
        ("pregnancy", "SNOMED CT 59466002", "snomed", "59466002"),
        ("immunosuppression", "HIV positive", "", ""),
        ("immunosuppression", "Asymptomatic HIV infection status", "icd10cm", "Z21"),
        ("transplant", "Transplanted kidney present", "snomed", "737295003"),
        ("local_infection", "Infection of prosthetic joint", "", ""),
        ("local_infection", "Surgical site infection", "icd10cm", "T81.49XA"),
        ("inflammatory_arthritis", "Lupus erythematosus (disorder)", "snomed", "200936003"),
        ("organ_disease", "Chronic type B viral hepatitis (disorder)", "snomed", "61977001"),
        ("organ_disease", "Viral hepatitis type C", "", ""),
        ("organ_disease", "Dependence on renal dialysis", "icd10cm", "Z99.2"),
        ("organ_disease", "Hepatic encephalopathy", "", ""),
        ("cancer", "Hodgkin's disease", "", ""),
        ("cancer", "HCC", "", ""),
        ("cancer", "Hepatocellular carcinoma (HCC)", "", ""),
    ],
)
def test_what_records_send_is_recognised(condition, display, system, code):
    problem = ProblemFact(display=display, system=system, code=code)

    assert recognise(problem, CONDITIONS[condition]) is Sureness.CONFIRMED


@pytest.mark.parametrize(
    ("condition", "display", "system", "code"),
    [
        ("bleeding_disorder", "Thrombocytopenia, unspecified", "icd10cm", "D69.6"),
        ("bleeding_disorder", "Heparin induced thrombocytopenia", "", ""),
        ("pregnancy", "Preeclampsia", "snomed", "398254007"),
        ("cancer", "Myelodysplastic syndrome", "", ""),
        ("cancer", "Polycythemia vera", "", ""),
        ("diabetes", "Long term (current) use of insulin", "icd10cm", "Z79.4"),
    ],
)
def test_what_records_send_and_leaves_it_open_is_for_review(condition, display, system, code):
    problem = ProblemFact(display=display, system=system, code=code)

    assert recognise(problem, CONDITIONS[condition]) is Sureness.REVIEW


@pytest.mark.parametrize(
    ("condition", "display"),
    [
        ("bleeding_disorder", "Factor V Leiden thrombophilia"),
        ("pregnancy", "Personal history of other complications of pregnancy, childbirth"),
        ("pregnancy", "Encounter for pregnancy test, result negative"),
        ("immunosuppression", "Exposure to human immunodeficiency virus"),
        ("immunosuppression", "HIV screening"),
        ("immunosuppression", "HIV exposure"),
        ("transplant", "Kidney transplant candidate"),
        ("immunosuppression", "Kidney transplant candidate"),
        ("pregnancy", "Not currently pregnant"),
        ("pregnancy", "Desires pregnancy"),
        ("diabetes", "Gestational diabetes in prior pregnancy"),
        ("inflammatory_arthritis", "Discoid lupus erythematosus"),
        ("organ_disease", "Hepatitis B vaccination"),
        ("organ_disease", "Encounter for immunization against hepatitis B"),
        ("cancer", "Diabetes mellitus, type 2 (HCC)"),
        ("cancer", "Morbid obesity (CMS/HCC)"),
        ("cancer", "History of malignant melanoma of skin (situation)"),
    ],
)
def test_what_only_sounds_like_it_is_not(condition, display):
    assert recognise(ProblemFact(display=display), CONDITIONS[condition]) is None
