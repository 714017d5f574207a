"""Which joints a diagnosis code or a word of a diagnosis speaks of; regions as in plans.

Several regions mean that it may be any of them: a long bone ends at two joints.
"""

import re

# Regions that are in the middle of the body: their side decides nothing.
UNSIDED = frozenset({"neck", "thoracic", "low_back"})

# Somewhere that no plan names: skull, tooth, breast.
_OTHER = "other"

_UPPER_ARM, _FOREARM, _HAND = "shoulder elbow", "elbow wrist", "hand wrist"
_THIGH, _LOWER_LEG, _ANKLE_FOOT = "hip groin thigh knee", "knee ankle", "ankle foot"
_ARM = "shoulder elbow wrist hand"
_LEG = "hip groin thigh knee ankle foot"
_SPINE = "neck thoracic low_back"

# The fifth character of M66, M80 and M84 names the part of the limb.
_LIMB_PARTS = {
    "1": "shoulder",
    "2": _UPPER_ARM,
    "3": _FOREARM,
    "4": _HAND,
    "5": _THIGH,
    "6": _LOWER_LEG,
    "7": _ANKLE_FOOT,
}
_JOINTS = {
    "1": "shoulder",
    "2": "elbow",
    "3": "wrist",
    "4": "hip",
    "5": "knee",
    "6": "ankle",
    "91": "hand",
    "92": "hand",
    "93": "hand",
}

_WRITTEN = {
    # Fractures
    "S02": _OTHER,
    "S026": "jaw",
    "S12": "neck",
    "S220": "thoracic",
    "S222": "rib",
    "S223": "rib",
    "S224": "rib",
    "S225": "rib",
    "S320": "low_back",
    "S321": "sacroiliac low_back",
    "S322": "sacroiliac",
    "S323": "sacroiliac hip",
    "S324": "hip",
    "S325": "groin",
    "S326": "hip groin thigh",
    "S328": "sacroiliac hip groin",
    "S420": "shoulder",
    "S421": "shoulder",
    "S422": "shoulder",
    "S423": _UPPER_ARM,
    "S424": "elbow",
    "S429": "shoulder",
    "S490": "shoulder",
    "S491": "elbow",
    "S520": "elbow",
    "S521": "elbow",
    "S522": _FOREARM,
    "S523": _FOREARM,
    "S525": "wrist",
    "S526": "wrist",
    "S529": _FOREARM,
    "S590": "wrist",
    "S591": "elbow",
    "S592": "wrist",
    "S62": "hand",
    "S620": "wrist",
    "S621": "wrist",
    "S629": _HAND,
    "S720": "hip",
    "S721": "hip",
    "S722": "hip",
    "S723": _THIGH,
    "S724": "knee",
    "S728": _THIGH,
    "S729": _THIGH,
    "S790": "hip",
    "S791": "knee",
    "S820": "knee",
    "S821": "knee",
    "S822": _LOWER_LEG,
    "S823": "ankle",
    "S824": _LOWER_LEG,
    "S825": "ankle",
    "S826": "ankle",
    "S828": "ankle",
    "S829": _LOWER_LEG,
    "S890": "knee",
    "S891": "ankle",
    "S892": "knee",
    "S893": "ankle",
    "S92": "foot",
    "S920": _ANKLE_FOOT,
    "S921": _ANKLE_FOOT,
    "S990": "foot",
    "S991": "foot",
    "S992": "foot",
    "M8008": _SPINE,
    "M8088": _SPINE,
    "T8451": "hip",
    "T8452": "hip",
    "T8453": "knee",
    "T8454": "knee",
    "M970": "hip",
    "M971": "knee",
    "M972": "ankle",
    "M973": "shoulder",
    "M974": "elbow",
    # Tears
    "M751": "shoulder",
    "S460": "shoulder",
    "S461": "shoulder",
    "S462": _UPPER_ARM,
    "S463": "elbow shoulder",
    "S761": "knee thigh",
    "S763": "thigh knee",
    "S832": "knee",
    "S835": "knee",
    "S860": "ankle",
    # Cancer and masses
    "C400": _ARM,
    "C401": _HAND,
    "C402": _LEG,
    "C403": _ANKLE_FOOT,
    "C411": "jaw",
    "C412": _SPINE,
    "C413": "rib shoulder",
    "C414": "sacroiliac hip groin",
    "C434": "neck",
    "C435": "thoracic low_back rib sacroiliac",
    "C436": _ARM,
    "C437": _LEG,
    "C444": "neck",
    "C445": "thoracic low_back rib sacroiliac",
    "C446": _ARM,
    "C447": _LEG,
    "C490": "jaw neck",
    "C491": _ARM,
    "C492": _LEG,
    "C493": "rib thoracic",
    "C494": _OTHER,
    "C495": "groin sacroiliac hip",
    "R220": "jaw",
    "R221": "neck",
    "R222": "thoracic low_back rib sacroiliac groin",
    "R223": _ARM,
    "R224": _LEG,
}

ICD10_REGIONS = {
    code: frozenset(regions.split())
    for code, regions in (
        *_WRITTEN.items(),
        # Complications of a joint prosthesis: the number tells which.
        *((f"T840{kind}{joint}", "hip") for kind in "123569" for joint in "01"),
        *((f"T840{kind}{joint}", "knee") for kind in "123569" for joint in "23"),
        *((f"Z966{joint}", region) for joint, region in _JOINTS.items()),
        *(
            (f"{group}{part}", region)
            for group in ("M662", "M663", "M668", "M800", "M808", "M843", "M844", "M845", "M846")
            for part, region in _LIMB_PARTS.items()
        ),
    )
}

# Groups in which the character of the side means something else (which finger, which fracture).
SIDE_UNREADABLE = ("S321", "S322", "S328", "S623", "S626", "S8320")

_THE = r"(?:the |right |left )*"

# Exact names first: what is found is taken out before the next row looks.
NAMED_REGIONS = tuple(
    (re.compile(rf"\b(?:{words})\b"), frozenset(regions.split()))
    for words, regions in (
        (
            rf"(?:neck|head) of {_THE}femur|femoral (?:neck|head)|(?:inter|sub)?trochanter\w*",
            "hip",
        ),
        (
            rf"(?:surgical |anatomical )?(?:neck|head) of {_THE}humerus|"
            r"humeral (?:neck|head)|"
            r"proximal humer\w+|humer\w+ (?:proximal|upper end)",
            "shoulder",
        ),
        (r"distal (?:end of )?(?:the )?(?:femur|femoral)|proximal (?:tibia\w*|fibula\w*)", "knee"),
        (
            rf"distal (?:end of )?(?:the )?humer\w+|radial (?:head|neck)|head of {_THE}radius",
            "elbow",
        ),
        (r"distal (?:end of )?(?:the )?(?:radius|radial|ulnar?)", "wrist"),
        (r"distal (?:end of )?(?:the )?(?:tibia\w*|fibula\w*)", "ankle"),
        (r"distal biceps|olecranon|elbows?|epicondyl\w+", "elbow"),
        (
            r"shoulders?|rotator cuff|supraspinatus|infraspinatus|subscapularis|glenohumeral|"
            r"acromio\w*|clavic\w+|collar bone|scapula\w*|glenoid|"
            rf"long head of {_THE}biceps|"
            r"reverse total shoulder",
            "shoulder",
        ),
        (
            r"knees?|patell\w+|kneecap|acl|pcl|mcl|lcl|cruciate|menisc\w+|tibial plateau|tka|tkr|"
            r"femorotibial",
            "knee",
        ),
        (r"hips?|acetabul\w+|tha|thr", "hip"),
        (r"wrists?|scaphoid|colles|carpal|lunate|tfcc", "wrist"),
        (
            rf"hands?|fingers?|thumbs?|metacarp\w+|phalan\w+ of {_THE}(?:hand|finger)",
            "hand",
        ),
        (r"achilles|ankles?|malleol\w+|talus|talar|pilon|calcaneal tendon", "ankle"),
        (r"calcane\w+|heel", _ANKLE_FOOT),
        (r"foot|feet|toes?|metatars\w+|tarsal|plantar", "foot"),
        (r"jaw|mandib\w+|temporomandibular|tmj", "jaw"),
        (r"cervical (?:spine|vertebra\w*)|c[1-7]|neck|odontoid|axis|atlas", "neck"),
        (r"thoracic (?:spine|vertebra\w*)|t(?:1[0-2]|[1-9])", "thoracic"),
        (r"ribs?|sternum|breastbone", "rib"),
        (r"lumbar|l[1-5]|low(?:er)? back", "low_back"),
        (r"sacroiliac|sacr(?:um|al)|coccy\w+|tailbone", "sacroiliac low_back"),
        (r"pelvi\w+|ilium|iliac", "sacroiliac hip groin"),
        (r"groin|pubi\w+|adductors?", "groin"),
        (r"ischi\w+", "hip groin thigh"),
        (r"hamstrings?", "thigh knee"),
        (r"quadriceps", "knee thigh"),
        (r"thighs?|femur|femoral", _THIGH),
        (r"tibia\w*|fibula\w*|calf|gastrocnemius|lower leg|shin", _LOWER_LEG),
        (r"humer\w+|upper arm|biceps", _UPPER_ARM),
        (r"triceps", "elbow shoulder"),
        (r"forearm|radius|ulnar?", _FOREARM),
        (r"vertebra\w*|spin(?:e|al)", _SPINE),
        (r"(?:lower )?(?:legs?|limbs?)|lower extremit\w+", _LEG),
        (r"arms?|upper (?:limbs?|extremit\w+)", _ARM),
        (
            r"skull|nasal|nose|orbit\w*|faci?al|face|tooth|teeth|dental|breast|lung|colon\w*|"
            r"prostat\w+|abdom\w+|wall of chest",
            _OTHER,
        ),
    )
)
