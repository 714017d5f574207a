import pytest

from patients.rules.allergens import ALLERGEN_CLASSES, allergen_classes

CASES = [
    ("Lidocaine", {"amide_anaesthetic"}),
    ("XYLOCAINE 1%", {"amide_anaesthetic"}),
    ("Procaine", {"ester_anaesthetic"}),
    ("Novocain", {"ester_anaesthetic"}),
    ("chloroprocaine", {"ester_anaesthetic"}),
    ("local anesthetics", {"amide_anaesthetic", "ester_anaesthetic"}),
    ("local anaesthetic (unknown)", {"amide_anaesthetic", "ester_anaesthetic"}),
    ("Corn", {"corn"}),
    ("corn syrup", {"corn"}),
    ("Dextrose", {"dextrose"}),
    ("glucose", {"dextrose"}),
    ("Cod-liver oil", {"fish", "morrhuate"}),
    ("Sodium morrhuate", {"fish", "morrhuate"}),
    ("fish", {"fish"}),
    ("Seafood", {"fish"}),
    ("Shellfish", set()),
    ("Shell fish, shrimp", set()),
    ("Methylparaben", {"paraben"}),
    ("PABA", {"paraben", "ester_anaesthetic"}),
    ("Phenol", {"phenol"}),
    ("Phenolphthalein", set()),
    ("Glycerine", {"glycerin"}),
    ("Latex gloves", {"latex"}),
    ("Chlorhexidine (Hibiclens)", {"chlorhexidine"}),
    ("Betadine", {"iodine"}),
    ("adhesive tape", {"tape"}),
    ("Penicillin", set()),
    ("Peppercorns", set()),
    ("", set()),
]


@pytest.mark.parametrize(("substance", "expected"), CASES)
def test_substance_belongs_to_its_classes(substance, expected):
    assert allergen_classes(substance) == expected


def test_every_class_is_reached_by_some_substance():
    assert set().union(*(classes for _, classes in CASES)) == set(ALLERGEN_CLASSES)
