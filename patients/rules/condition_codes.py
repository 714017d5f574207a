"""Which codes and names show which illness: ICD-10-CM prefixes, SNOMED CT codes, name patterns.

The SNOMED CT codes are in `snomed_codes`. Injuries, implants and cancer have files of their own.
"""

from dataclasses import dataclass

from patients.rules import snomed_codes as snomed


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing a rule asks the problem list for.

    `icd10` are prefixes without the dot; the names are patterns on folded text. What a review code,
    a `review_name` ("in situ") or, on its own, a `weak_name` ("tumor") shows is not certain enough
    to act on. `over` codes and names say that it is past: alone they show nothing; where the other
    of the two says otherwise, the line is for review.
    """

    id: str
    icd10: tuple[str, ...] = ()
    not_icd10: tuple[str, ...] = ()
    icd10_review: tuple[str, ...] = ()
    icd10_over: tuple[str, ...] = ()
    # The seventh character of an injury: the encounter, or how the bone heals.
    sevenths_review: str = ""
    sevenths_over: str = ""
    snomed: frozenset[str] = frozenset()
    snomed_review: frozenset[str] = frozenset()
    name: str
    not_name: str = r"(?!)"
    weak_name: str = r"(?!)"
    review_name: str = r"(?!)"
    over_name: str = r"(?!)"


# How a name says that it is past.
PAST = (
    r"(?:(?:personal |past )?(?:history|hx)(?: of)?|h o|status post|s p|(?<!year )old|healed|"
    r"previous|past|prior|former|remote)"
)


# What may stand between "history of" and the diagnosis without being news of its own.
NO_NEWS = (
    r"(?: (?!fall|with|and|now|new|acute|current\w*|after|accident|mv[ac]|trauma|injury)\w+){0,5}"
)


_HIV = r"(?:human immunodeficiency virus|hiv)"

ILLNESSES = (
    Condition(
        id="diabetes",
        icd10=("E08", "E09", "E10", "E11", "E12", "E13", "O24"),
        snomed=snomed.DIABETES,
        icd10_review=("Z794",),
        name=r"diabetes|diabetic|diabetics|iddm|niddm|t1dm|t2dm|dm ?(?:type )?[12]|"
        r"dm(?: ?ii?)?|mody",
        not_name=r"diabetes insipidus|pre ?diabet\w+|(?:borderline|latent|potential) diabet\w+|"
        r"non ?diabetics?|not (?:a )?diabetic|diabet\w+(?: mellitus)? screen\w*|"
        r"(?:history of|previous|prior) gestational diabetes|"
        r"gestational diabetes in (?:a )?(?:previous|prior|past) pregnancy",
    ),
    Condition(
        id="prediabetes",
        icd10=("R7301", "R7302", "R7303"),
        snomed=snomed.PREDIABETES,
        name=r"pre ?diabet(?:es|ic)|borderline diabet\w+|"
        r"impaired (?:fasting gluc\w+|fasting glyc\w+|glucose tolerance)",
    ),
    Condition(
        id="pregnancy",
        icd10=(
            "Z33",
            "Z34",
            "Z3A",
            "O0",
            "O1",
            "O2",
            "O30",
            "O31",
            "O32",
            "O33",
            "O34",
            "O35",
            "O36",
            "O4",
            "O60",
            "Z3201",
        ),
        icd10_review=("O98", "O99"),
        not_icd10=("Z332", "O00", "O01", "O02", "O03", "O04", "O07", "O08"),
        snomed=snomed.PREGNANCY,
        snomed_review=snomed.PREGNANCY_REVIEW,
        name=r"pregnant|pregnancy|gravid|antepartum eclampsia",
        weak_name=r"(?:pre ?)?eclampsia|(?:primi|multi)gravida",
        not_name=r"(?:not|non)(?: currently| now)? pregnant|"
        r"(?:desires|wants|hopes for|planning|trying for) (?:a )?pregnancy|"
        r"(?:ectopic|molar|previous|prior|past) pregnanc\w+|"
        r"pregnancy test(?! (?:result )?positive)|contraception\w*",
        over_name=rf"{PAST} (?:\w+ )?(?:complications?|disorders?|problems?) "
        r"(?:of|in|during) pregnancy",
    ),
    Condition(
        id="bleeding_disorder",
        icd10=(
            "D65",
            "D66",
            "D67",
            "D680",
            "D681",
            "D682",
            "D683",
            "D684",
            "D688",
            "D689",
            "D691",
            "D693",
            "D694",
            "D699",
        ),
        icd10_review=("D695", "D696", "D7582"),
        snomed=snomed.BLEEDING,
        name=r"ha?emophilia\w*|von willebrand\w*|vwd|"
        r"bleeding (?:disorder|diathesis|tendency)|coagulopathy|"
        r"(?:blood )?coagulation (?:disorder|defect)|disorder of ha?emostatic system|"
        r"(?:deficiency|disorder) of (?:blood )?coagulation(?: factor)?|thrombasthenia|"
        r"disseminated intravascular coagulation|thrombotic thrombocytop\w+|"
        r"(?:factor (?:v|vii|viii|ix|x|xi|xiii)) deficiency|glanzmann\w*|"
        r"(?:immune|idiopathic) thrombocytop\w+",
        # How few is not told: a count decides.
        snomed_review=snomed.BLEEDING_REVIEW,
        weak_name=r"thrombocytop\w+|low platelets?|platelet count below reference range",
    ),
    # A blood thinner that the problem list tells of, whatever the medication list says.
    Condition(
        id="anticoagulated",
        icd10=("Z7901",),
        snomed=snomed.ANTICOAGULATED,
        name=r"(?:long term|chronic|lifelong|current)(?: current)? (?:use of )?(?:long term )?"
        r"(?:anticoagulants?|anticoagulation|blood thinners?|warfarin)|anticoagulated|"
        r"on (?:long term |chronic )?(?:anticoagulants?|anticoagulation|blood thinners?|warfarin|"
        r"coumadin|eliquis|xarelto)|anticoagulation (?:therapy|management|monitoring)",
    ),
    Condition(
        id="neutropenia",
        icd10=("D70",),
        snomed=snomed.NEUTROPENIA,
        name=r"neutropeni\w+|agranulocytosis",
    ),
    Condition(
        id="immunosuppression",
        icd10=("Z94", "Z21", "D80", "D81", "D82", "D83", "D84", "D8982", "B20"),
        not_icd10=("Z947",),
        snomed=snomed.IMMUNOSUPPRESSION,
        name=r"transplant(?:ed|ation)?|immuno ?(?:deficien\w+|suppress\w+|compromised)|aids|hiv|"
        r"immune deficiency|a?gammaglobulin\w+",
        not_name=rf"(?:exposure to|contact with|prophylaxis for) {_HIV}|"
        rf"{_HIV} (?:screen\w*|test\w*|negative|exposure|p(?:re|ost) exposure)|"
        r"(?:awaiting|waiting for|candidate for|evaluation for) (?:\w+ )?transplant\w*|"
        r"(?:\w+ )?transplant (?:candidate|evaluation|donor|waiting list)|"
        r"hearing aids|walking aids|(?:hair|corneal?) transplant\w*|visual aids",
    ),
    Condition(
        id="local_infection",
        icd10=(
            *("A46", "L01", "L02", "L03", "L08", "M00", "M01", "M710", "M711", "M86", "M4630"),
            *("M464", "K122", "T814", "T845"),
        ),
        snomed=snomed.LOCAL_INFECTION,
        name=r"cellulitis|abscess\w*|septic (?:arthritis|joint|bursitis)|osteomyelitis|"
        r"erysipelas|(?:wound|skin|joint) infection|open wound|pyogenic arthritis|"
        r"infected (?:\w+ )?(?:joint|prosthesis|knee|hip|shoulder)|impetigo|"
        r"infective (?:arthritis|bursitis)|infectious (?:arthritis|bursitis)|"
        r"infection of (?:\w+ ){0,2}(?:wound|skin|joint|prosthe\w+|bone|surgical site)|"
        r"(?:surgical site|prosthe\w+(?: joint)?) infection",
        over_name=rf"{PAST}{NO_NEWS} (?:cellulitis|abscess\w*|septic (?:arthritis|joint|bursitis)|"
        r"osteomyelitis|(?:wound|skin|joint) infection)",
    ),
    Condition(
        id="systemic_infection",
        icd10=("A40", "A41", "R7881", "R652", "I33"),
        snomed=snomed.SYSTEMIC_INFECTION,
        name=r"sepsis|septic(?:a?emia)?|bactera?emia|endocarditis",
        not_name=r"septic (?:arthritis|joint|bursitis)|aseptic|septic tank",
        over_name=rf"{PAST}{NO_NEWS} (?:sepsis|septica?emia|bactera?emia|endocarditis)",
    ),
    Condition(
        id="asthma",
        icd10=("J45",),
        snomed=snomed.codes("195967001 233678006 370218001"),
        name=r"asthma(?:tic)?",
    ),
    Condition(
        id="inflammatory_arthritis",
        icd10=("M02", "M05", "M06", "M07", "M08", "M45", "M468", "M469", "L405", "M32"),
        not_icd10=("M064",),
        snomed=snomed.INFLAMMATORY_ARTHRITIS,
        name=r"rheumatoid (?:arthritis|disease)|psoriatic arthr\w+|ankylosing spondylitis|"
        r"spondyloarthr\w+|"
        r"reactive arthritis|juvenile (?:idiopathic )?arthritis|systemic lupus|lupus erythematosus|"
        r"inflammatory (?:poly)?arthritis",
        not_name=r"(?:discoid|cutaneous|neonatal) lupus(?: erythematosus)?",
    ),
    Condition(
        id="gout",
        icd10=("M10", "M1A", "M11"),
        snomed=snomed.GOUT,
        name=r"gout(?:y)?|pseudogout|chondrocalcinosis|calcium pyrophosphate",
    ),
    Condition(
        id="hypermobility",
        icd10=("Q796", "M357"),
        snomed=snomed.HYPERMOBILITY,
        name=r"ehlers danlos|hypermobil\w+|marfan\w*",
    ),
    Condition(
        id="organ_disease",
        icd10=(
            *("K70", "K72", "K73", "K74", "N18", "N19", "I50", "I110", "I12", "I13", "B18"),
            *("B191", "B192", "Z992"),
        ),
        snomed=snomed.ORGAN_DISEASE,
        name=r"heart failure|cirrhosis|"
        r"(?:liver|hepatic|renal|kidney) (?:failure|insufficiency)|"
        r"chronic (?:kidney|renal|liver) disease|ckd|chf|end stage renal disease|"
        r"hepatitis [bc]|viral hepatitis (?:type )?[bc]|(?:type )?[bc] viral hepatitis|"
        r"hepatic encephalopathy|(?:renal |hemo|peritoneal )dialysis",
        not_name=r"hepatitis [bc] (?:vaccin\w+|immun\w+|screen\w*)|"
        r"(?:vaccin\w+|immuni[sz]ation|screening) (?:\w+ ){0,2}hepatitis [bc]",
    ),
    Condition(
        id="transplant",
        icd10=("Z94",),
        not_icd10=("Z947",),
        snomed=snomed.TRANSPLANT,
        name=r"(?:kidney|renal|liver|heart|lung|pancreas|organ|stem cell|marrow) "
        r"transplant(?:ed|ation)?|transplant(?:ed|ation)? of (?:the )?"
        r"(?:kidney|liver|heart|lung|pancreas)|transplanted (?:kidney|liver|heart|lung|pancreas)",
        not_name=r"(?:awaiting|waiting for|candidate for|evaluation for) (?:\w+ )?transplant\w*|"
        r"(?:\w+ )?transplant (?:candidate|evaluation|donor|waiting list)",
    ),
    Condition(
        id="heart_at_risk",
        icd10=("Z952", "Z953", "Z954", "I33", "I38", "I39", "T826"),
        snomed=snomed.HEART_AT_RISK,
        name=r"(?:prosthetic|artificial|mechanical|bioprosthetic|porcine|replaced) "
        r"(?:\w+ )?(?:heart |aortic |mitral |cardiac )?valve|"
        r"(?:heart|aortic|mitral|tricuspid|pulmonary|cardiac|valve) (?:valve )?replacement|"
        r"replacement of (?:\w+ )?(?:heart |aortic |mitral |cardiac )?valve|tavr|tavi|"
        r"endocarditis",
        weak_name=r"(?:aortic|mitral|tricuspid|heart) valve (?:repair|annuloplasty)",
        not_name=r"(?:awaiting|planned|scheduled|candidate for|needs) (?:\w+ )*valve replacement|"
        r"(?:fluid|hormone|volume|electrolyte) replacement",
    ),
    Condition(
        id="smoker",
        icd10=("Z720", "F172"),
        icd10_over=("Z87891", "F17201", "F17211", "F17221", "F17291"),
        snomed=snomed.SMOKER,
        name=r"smokers?|smokes|smoking|(?:tobacco|nicotine|cigarettes?) "
        r"(?:use|user|user disorder|use disorder|dependen\w+|smoker|abuse|smoking)|"
        r"tobacco smoking behaviou?r",
        not_name=r"(?:ex|non|never|passive|former) (?:cigarette |tobacco )?smok\w+|"
        r"(?:second ?hand|passive|exposure to|environmental)(?: tobacco)? smok\w+|"
        r"smoking cessation(?: \w+)*|never smoked|does not smoke|smoke (?:inhalation|detector)|"
        r"smoking status(?: unknown)?|tobacco smoking consumption unknown|"
        r"(?:marijuana|cannabis) smok\w+",
        over_name=r"(?:history|hx|h o|former|previous|past|quit|stopped|ex)(?: of)? "
        r"(?:heavy |tobacco |cigarette |nicotine )*(?:smok\w+|use|dependence|user)|"
        r"(?:smok\w+|tobacco use|nicotine dependence)(?: \w+){0,3} "
        r"(?:quit|stopped|in remission|former|until \d{4})",
    ),
    Condition(
        id="red_flag",
        icd10=("G834", "G952", "G061", "G062", "M462"),
        snomed=snomed.codes("192970008"),
        name=r"cauda equina(?: syndrome)?|spinal cord compression|"
        r"compression of (?:the )?spinal cord|(?:saddle|perineal) (?:anesthesia|anaesthesia|"
        r"numbness)|(?:spinal|epidural) abscess|vertebral osteomyelitis|"
        r"osteomyelitis of (?:the )?vertebra\w*|spondylodiscitis|discitis|"
        r"metastatic spinal cord compression",
        over_name=r"(?:history|hx|h o|status post|previous|past|healed)(?: of)? "
        r"(?:cauda equina(?: syndrome)?|spinal cord compression|discitis|spondylodiscitis)",
    ),
)
