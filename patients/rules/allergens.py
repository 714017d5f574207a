"""Which screened allergen a substance belongs to.

Decisions: shellfish is not fish and not cod-liver oil (its allergen is muscle protein, morrhuate
holds fish-liver fatty acids); "seafood" may mean fish and counts as fish. "Novocain" is procaine.
"Local anaesthetic" without a name counts for both groups. PABA is what ester anaesthetics become
and is close to the parabens, so it counts for both. A substance of no screened class (penicillin,
pollen) gets none: it is kept in the chart and does not nag here.
"""

import re

from patients.rules.text import fold

ALLERGEN_CLASSES = {
    "dextrose": "Dextrose",
    "corn": "Corn",
    "amide_anaesthetic": "Local anesthetics of the amide group",
    "ester_anaesthetic": "Local anesthetics of the ester group",
    "paraben": "Parabens",
    "phenol": "Phenol",
    "glycerin": "Glycerin",
    "fish": "Fish, fish-liver oil",
    "morrhuate": "Sodium morrhuate",
    "latex": "Latex",
    "chlorhexidine": "Chlorhexidine",
    "iodine": "Iodine",
    "tape": "Adhesive tape",
}

# Substances and allergies that come as a code without a name.
ALLERGENS_BY_SNOMED: dict[str, tuple[str, ...]] = {
    "111088007": ("latex",),
    "300916003": ("latex",),
    "1003754000": ("latex",),
    "1003755004": ("latex",),
    "387480006": ("amide_anaesthetic",),  # lidocaine
    "387150008": ("amide_anaesthetic",),  # bupivacaine
    "373568007": ("chlorhexidine",),
    "67079006": ("dextrose",),
    "735971005": ("fish",),
    "227037002": ("fish",),
    "417532002": ("fish",),
}

_AMIDES = (
    "lidocaine lignocaine xylocaine lidoderm emla prilocaine citanest bupivacaine marcaine "
    "sensorcaine exparel levobupivacaine ropivacaine naropin mepivacaine carbocaine polocaine "
    "etidocaine articaine septocaine"
)
_ESTERS = (
    "procaine novocain novocaine chloroprocaine nesacaine tetracaine amethocaine benzocaine cocaine"
)

_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"dextrose|glucose|d ?glucose|d(?:5|10|25|50)w?|corn sugar", ("dextrose",)),
    (r"corn|corn ?(?:starch|meal|syrup|flour|oil)|popcorn|maize|zea mays", ("corn",)),
    (
        "|".join(_AMIDES.split()) + r"|amide(?: type)?(?: local)? ana?esthetics?",
        ("amide_anaesthetic",),
    ),
    (
        "|".join(_ESTERS.split()) + r"|ester(?: type)?(?: local)? ana?esthetics?",
        ("ester_anaesthetic",),
    ),
    (
        r"local ana?esthe(?:tics?|sia)|(?:numbing|dental) (?:medicine|shots?|injections?)|"
        r"caines?|dental ana?esthe\w+",
        ("amide_anaesthetic", "ester_anaesthetic"),
    ),
    (r"(?:methyl|propyl|ethyl|butyl)? ?parabens?|(?:methyl|propyl) ?hydroxybenzoate", ("paraben",)),
    (r"paba|para ?aminobenzoic acid|p aminobenzoic acid", ("paraben", "ester_anaesthetic")),
    (r"phenol|carbolic acid|p2g", ("phenol",)),
    (r"glycerine?|glycerol|p2g", ("glycerin",)),
    (
        r"fish|finned fish|cod|cod ?fish|seafood|salmon|tuna|haddock|halibut|herring|mackerel|"
        r"sardines?|anchov\w+|trout",
        ("fish",),
    ),
    (r"cod ?liver(?: oil)?|fish ?liver(?: oil)?", ("fish", "morrhuate")),
    (r"(?:sodium )?morrhuate(?: sodium)?|scleromate", ("fish", "morrhuate")),
    (r"latex|natural rubber|rubber(?: gloves?)?", ("latex",)),
    (r"chlorhexidine|chg|hibiclens|chloraprep|peridex|hibiscrub", ("chlorhexidine",)),
    (r"iodines?|iodide|povidone(?: iodine)?|betadine|iodinated(?: contrast)?", ("iodine",)),
    (
        r"(?:adhesive|surgical|medical|paper|skin)? ?tapes?|adhesives?|band ?aids?|steri ?strips?|"
        r"tegaderm|micropore",
        ("tape",),
    ),
)

_PATTERNS = tuple((re.compile(rf"\b(?:{words})\b"), classes) for words, classes in _WORDS)
_LOOK_ALIKES = re.compile(r"\bshell fish\b|\b(?:jelly|star|cray) fish\b")


def allergen_classes(substance: str) -> frozenset[str]:
    """Ids out of `ALLERGEN_CLASSES`; empty for a substance that no rule looks at."""
    words = _LOOK_ALIKES.sub(" ", fold(substance))
    return frozenset(
        name for pattern, classes in _PATTERNS if pattern.search(words) for name in classes
    )
