"""Which codes and names show cancer, and which only a neoplasm that somebody has to look at.

Confirmed: C00–C96. Skin cancer (C44) counts too: it matters where the needle goes through it, and
elsewhere it is one decision of the physician. For review: in situ (D00–D09), uncertain or
unspecified behavior (D37–D49), cancer in remission, treatment visits. Benign tumors (D10–D36, D3A)
are not cancer. A personal history (Z85, Z86.0, "history of …") is over.
"""

from patients.rules import snomed_codes as snomed
from patients.rules.condition_codes import PAST, Condition

_REMISSION = tuple(
    f"C{group}{kind}{last}"
    for groups, last in ((range(81, 88), "A"), ((88, *range(90, 96)), "1"))
    for group in groups
    for kind in "0123456789ABFHKZ"
)
_ORGAN = (
    r"breast|lung|colon|colorectal|rectal|bowel|prostate|prostatic|skin|ovarian|cervical|uterine|"
    r"endometrial|bladder|kidney|renal(?: cell)?|thyroid|liver|hepatocellular|pancreatic|pancreas|"
    r"gastric|stomach|esophageal|brain|bone|testicular|blood|oral|throat|head and neck|"
    r"squamous cell|basal cell|small cell|non small cell|ductal|lobular|active|metastatic|stage|"
    r"primary|secondary|invasive"
)
_TUMOR = (
    r"cancers?|\w*carcinoma(?:tosis)?|\w*sarcoma|lymphoma|\w*leuka?emia|melanoma|myeloma|"
    r"mesothelioma|\w*blastoma|hodgkin(?: ?s)? disease|metasta(?:sis|ses|tic)(?: \w+)?|"
    r"malignan(?:t|cy)(?: (?:epithelial|primary|secondary|overlapping|solid))*"
    r"(?: (?:neoplasms?|tumou?rs?|disease))?"
)
_NAME = rf"(?:(?:{_ORGAN}) ){{0,3}}(?:{_TUMOR})|(?:{_ORGAN}) ca|cll|cml|aml|nhl|nsclc|sclc|hcc"
_UNSPECIFIC = r"neoplasms?|tumou?rs?"
# What may stand between "history of" and the cancer; anything else may be another diagnosis.
_OF = rf"(?: (?:a|an|the|of|for|treated|past|previous|primary|{_ORGAN}))*"

CANCERS = (
    Condition(
        id="cancer",
        icd10=("C",),
        icd10_review=(
            "D00",
            "D01",
            "D02",
            "D03",
            "D04",
            "D05",
            "D06",
            "D07",
            "D09",
            "D37",
            "D38",
            "D39",
            "D4",
            "Z510",
            "Z511",
            *_REMISSION,
        ),
        icd10_over=("Z85", "Z860", "Z80", "Z12", "Z08"),
        snomed=snomed.CANCER,
        snomed_review=snomed.CANCER_REVIEW,
        name=_NAME,
        not_name=rf"(?:benign|non ?malignant) (?:\w+ ){{0,2}}(?:{_UNSPECIFIC})|"
        r"tumou?r necrosis factor|tumou?r markers?|cancer antigen|cancer screening|"
        r"pre ?cancer(?:ous)?|"
        rf"(?:screening|screen|vaccin\w+|prophyla\w+|susceptib\w+)(?: for| to)? (?:{_NAME})|"
        r"malignant (?:hyper\w+|otitis)|giant cell tumou?r of tendon sheath",
        weak_name=rf"{_UNSPECIFIC}|myelodysplas\w+|polycythemia vera|essential thrombocyth\w+|"
        r"monoclonal gammopathy",
        review_name=rf"(?:{_NAME}|{_UNSPECIFIC}) (?:\w+ ){{0,6}}"
        rf"(?:in situ|in (?:complete |partial |full )?remission)|"
        rf"in situ (?:\w+ ){{0,3}}(?:{_NAME}|{_UNSPECIFIC})|dcis|lcis|"
        r"(?:neoplasms?|tumou?rs?) of (?:uncertain|unspecified|unknown) behaviou?r",
        over_name=rf"(?:{PAST}|cured|treated){_OF} (?:{_NAME}|{_UNSPECIFIC})(?: (?:{_NAME}))?"
        rf"(?: of \w+(?: \w+)?)?|(?:{_NAME}) (?:survivor|cured)|"
        rf"(?:{_NAME}) (?:\w+ ){{0,3}}(?:history|no evidence of disease)",
    ),
)
