import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patients.medicine_search import corrected, find, look_up, near
from tests import people
from tests.patients import builders

pytestmark = pytest.mark.django_db

MISSPELT = [
    ("coumdin", "Coumadin", "warfarin"),
    ("warfrin", "warfarin", "warfarin"),
    ("xaralto", "Xarelto", "rivaroxaban"),
    ("elliquis", "Eliquis", "apixaban"),
    ("plavxi", "Plavix", "clopidogrel"),
    ("metfromin", "metformin", "metformin"),
    ("ibuprofin", "ibuprofen", "ibuprofen"),
    ("asprin", "aspirin", "aspirin"),
    ("oxycodon", "oxycodone", "oxycodone"),
    ("predisone", "prednisone", "prednisone"),
    ("methotrexat", "methotrexate", "methotrexate"),
    ("lisinopirl", "lisinopril", "lisinopril"),
]


@pytest.mark.parametrize(("typed", "name", "generic"), MISSPELT)
def test_typing_errors_are_forgiven_but_never_classified(typed, name, generic):
    first = find(typed)[0]
    assert (first.name, first.generic) == (name, generic)
    assert near([typed])[typed][0].name == name
    assert look_up(typed).classes == frozenset()


def test_beginnings_come_before_words_and_words_before_similar_names():
    assert [s.name for s in find("couma")] == ["Coumadin"]
    assert find("glargine")[0].name == "insulin glargine"
    names = [s.name for s in find("prednisolon")]
    assert names == ["prednisolone", "prednisone", "methylprednisolone"]


def test_the_limit_is_kept_and_one_letter_finds_nothing():
    assert len(find("in", limit=3)) == 3
    for text in ("i", "", "  ", "x" * 500, "\0", "qqqqzz"):
        assert find(text) == []


def test_signs_of_a_search_language_are_only_text():
    for text in ("%%%%", "_____", "'; --", "\\\\", "{}", "50%"):
        assert find(text) == []


@pytest.mark.parametrize("name", ["Zyzzol", "omalizumab", "kratom", "阿司匹林", ""])
def test_what_is_no_misspelling_is_not_asked_about(name):
    meant = near([name]).get(name, [])
    assert not {"natalizumab", "satralizumab"} & {s.name for s in meant}
    assert meant == [] or name == "omalizumab"


def test_the_strength_stays_when_the_name_is_corrected():
    assert near(["coumdin 5 mg daily"])["coumdin 5 mg daily"][0].name == "Coumadin"
    assert corrected("coumdin 5 mg daily", "Coumadin") == "Coumadin 5 mg daily"
    assert corrected("coumdin", "Coumadin") == "Coumadin"


def test_names_of_the_clinic_are_found_too(ruth, ben):
    anna = people.patient("Anna Berg")
    builders.classified(builders.medication(anna, ruth, "Zyzzolane 20 mg"), ruth, "nsaid")

    assert [s.name for s in find("zyzz")] == ["Zyzzolane 20 mg"]
    assert [s.name for s in near(["zyzolane"])["zyzolane"]] == ["Zyzzolane 20 mg"]
    known = look_up("ZYZZOLANE 40 mg")
    assert known.classes == {"nsaid"}
    assert known.remembered.classed_by == ruth


def test_the_number_of_queries_does_not_grow():
    for names in (["coumdin"], ["coumdin", "xaralto", "metfromin"]):
        with CaptureQueriesContext(connection) as queries:
            near(names)
        assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        near([])
    assert len(queries) == 0
