"""Which codes and names show what is at a joint: an implant, a fracture, a tear, a mass."""

from patients.rules.condition_codes import NO_NEWS, PAST, Condition
from patients.rules.snomed_codes import codes

_FRACTURES = (
    "S02 S12 S22 S32 S42 S490 S491 S52 S590 S591 S592 S62 S72 S790 S791 S82 S890 S891 S892 S893 "
    "S92 S990 S991 S992 M80 M843 M844 M845 M846 M97"
)
# What tears and is sewn; a ruptured appendix or disc is another matter.
_TISSUE = (
    r"tendon|ligament|rotator cuff|cuff|supraspinatus|infraspinatus|subscapularis|acl|pcl|mcl|lcl|"
    r"cruciate|achilles|patellar?|quadriceps|hamstrings?|biceps|triceps|pectoralis|"
    r"gastrocnemius|muscle|gluteus medius|plantar fascia|scapholunate"
)
_TORN = r"tears?|torn|ruptured?|avulsion"

INJURIES = (
    Condition(
        id="prosthesis",
        icd10=("Z966", "M97", "T840", "T845"),
        snomed=codes("161664006 443435007 "),
        name=r"(?:total|partial|unicompartmental|hemi|reverse|joint|knee|hip|shoulder|ankle|elbow|"
        r"wrist) (?:(?:total|partial|joint|knee|hip|shoulder|ankle|elbow|wrist) )*"
        r"(?:replacement|arthroplasty|prosthesis|implant)|"
        r"arthroplasty|tka|tkr|tha|thr|tsa|hemiarthroplasty|(?:artificial|prosthetic) "
        r"(?:joint|knee|hip|shoulder|ankle|elbow|wrist|finger)(?: joint)?|"
        r"(?:endo)?prosthesis of (?:\w+ )?(?:joint|knee|hip|shoulder|ankle|elbow|wrist)|"
        r"replacement of (?:the )?(?:right |left |both )?(?:joint|knee|hip|shoulder|ankle|elbow)s?|"
        r"knee replaced|hip replaced|(?:hip|knee|shoulder) resurfacing",
        # Planned is not implanted; that is the matter of another rule.
        not_name=r"(?:planned|scheduled|awaiting|waiting for|candidate for|considering|needs|"
        r"planning|before|pre ?op\w*)(?: (?:for|a|the|right|left|total|bilateral|elective))* "
        r"(?:knee|hip|shoulder|ankle|elbow|joint)? ?(?:joint )?(?:replacement|arthroplasty|tka|tkr|"
        r"tha|thr)|(?:\w+ ){0,3}(?:replacement|arthroplasty|tka|tkr|tha|thr) "
        r"(?:(?!revision|removal)\w+ )?(?:candidate|scheduled|planned|pending)|"
        r"hormone replacement|valve replacement|ear prosthesis|dental prosthesis|"
        r"(?:breast|dental|cochlear) implant",
    ),
    Condition(
        id="fracture",
        icd10=tuple(_FRACTURES.split()),
        not_icd10=("S025", "S032"),
        sevenths_review="PQR",
        sevenths_over="S",
        icd10_over=("Z8731", "Z8781"),
        snomed=codes(
            "125605004 423125000 397181002 439987009 65966004 16114001 58150001 33737001 359817006 "
            "46866001 71620000 263102004 1734006 443165006 207957008 704213001"
        ),
        name=r"fractures?|fractured|fx|non ?union|"
        r"broken (?:\w+ )?(?:bone|hip|leg|arm|wrist|ankle|rib|foot|hand)",
        not_name=r"(?:dental|tooth|teeth|filling) fracture\w*|"
        r"fractured? (?:of )?(?:dental|tooth|teeth|filling|crown)(?: \w+)?|ejection fraction|"
        r"(?:without|no) (?:\w+ )?fracture|osteoporosis without (?:\w+ )*fracture|"
        r"fracture risk(?: assessment)?",
        over_name=rf"(?:{PAST}|united){NO_NEWS} (?:fractures?|fractured|fx)"
        r"(?: (?:of|in)(?: \w+){1,4})?|"
        r"fractures?(?: \w+){0,6} (?:healed|united|(?<!year )old|sequelae?)|"
        r"broken (?:\w+ )?\w+ healed",
    ),
    Condition(
        id="tear",
        icd10=("M7512", "M662", "M663", "M668", "M669"),
        # A sprain or strain code may hide a rupture; the name or the question tells.
        icd10_review=("M7510", "S835", "S860", "S460", "S461", "S462", "S761", "S832"),
        sevenths_over="S",
        snomed=codes("30832001"),
        snomed_review=codes("444470001 239720000 307731004"),
        name=rf"(?:complete|full thickness|total|massive|acute)(?: \w+){{0,4}} (?:{_TORN})|"
        rf"(?:rupture|avulsion) of (?:\w+ ){{0,4}}(?:{_TISSUE})|"
        rf"(?:{_TISSUE})(?: (?:tendon|ligament|muscle))? (?:complete |total )?(?:rupture|avulsion)|"
        rf"ruptured (?:\w+ ){{0,3}}(?:{_TISSUE})|"
        rf"(?:tear|torn) (?:of )?(?:\w+ ){{0,3}}(?:acl|anterior cruciate|achilles)|"
        r"(?:acl|anterior cruciate ligament|achilles(?: tendon)?) (?:tear|torn)|"
        r"bucket handle tear",
        weak_name=r"(?:tear|torn) (?:of )?(?:\w+ ){0,3}"
        r"(?:menisc\w+|rotator cuff|tendon|ligament)|"
        r"(?:menisc\w+|rotator cuff|cuff|tendon|ligament) (?:tear|torn)|"
        r"injury of (?:anterior |posterior )?cruciate ligament|"
        r"injury of tendon of (?:the )?rotator cuff",
        not_name=r"(?:partial|incomplete|interstitial|low grade|degenerative|labral)"
        rf"(?: \w+){{0,4}} (?:{_TORN})|(?:{_TORN})(?: \w+){{0,4}} (?:partial|incomplete)|"
        rf"(?:ruptured?|tears?)(?: of)? (?:\w+ )?(?:appendix|spleen|membranes?|aneurysm|disc|cyst|"
        rf"globe|uterus|eardrum|tympanic)|tear duct|artificial tears",
        over_name=rf"(?:{PAST}|repaired|reconstructed){NO_NEWS} (?:{_TORN})"
        rf"(?: of(?: \w+){{1,4}})?|(?:{_TORN}) (?:repair|repaired|reconstruct\w+)",
    ),
    Condition(
        id="mass",
        icd10=("R22",),
        name=r"(?:soft tissue |palpable |unexplained |localized )?(?:mass|lump)",
        not_name=r"body mass(?: index)?|(?:bone|muscle|lean|fat|ventricular|body|breast|thyroid|"
        r"adrenal|renal|lung|pelvic|abdominal) (?:mass|lump)|mass (?:index|effect)",
    ),
)
