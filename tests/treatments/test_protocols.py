from types import SimpleNamespace

import pytest
from django.urls import reverse

from tests import people
from tests.built_once import parts
from tests.treatments.builders import protocol

pytestmark = pytest.mark.django_db


def build():
    protocol()
    return SimpleNamespace(ruth=people.physician())


(ruth,) = parts("ruth")


@pytest.fixture
def library(ruth, signed_in):
    client = signed_in(ruth)
    return lambda **asked: client.get(reverse("protocols"), asked)


def conditions(response):
    return [line.version.condition for line in response.context["lines"]]


def test_the_whole_library_is_listed_from_head_to_foot(library):
    lines = library().context["lines"]

    assert len(lines) == 35
    assert [line.region for line in lines][:2] == ["Jaw (temporomandibular joint)"] * 2
    assert lines[-1].region == "Any region"


def test_a_region_shows_its_protocols_and_the_one_for_any_region(library):
    assert conditions(library(region="thigh")) == [
        "Hamstring tendon/muscle injury",
        "Any listed condition without its own protocol",
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("tennis elbow", ["Lateral epicondylosis (tennis elbow)"]),
        ("TENNIS   (Elbow)", ["Lateral epicondylosis (tennis elbow)"]),
        ("G56.01", ["Carpal tunnel syndrome, perineural 5 % dextrose"]),
        ("Dechow", ["Chronic low back pain, dextrose-glycerin-phenol"]),
        ("nothing like it", []),
    ],
)
def test_words_are_found_in_condition_codes_and_source(library, words, found):
    assert conditions(library(q=words)) == found


def test_a_trial_without_benefit_is_named_as_such(library):
    response = library(region="low_back")

    assert response.context["lines"][0].evidence.tone == "none"
    text = response.content.decode()
    assert text.count("Randomized trial found no benefit over saline injections.") == 2


def test_an_empty_answer_offers_the_way_back(library):
    assert "No protocol found" in library(q="xyzzy").content.decode()


@pytest.mark.parametrize("asked", [{"q": "a\x00b"}, {"region": "tail"}, {"q": "x" * 101}])
def test_a_question_that_makes_no_sense_is_said_and_everything_is_shown(library, asked):
    response = library(**asked)
    assert response.status_code == 200
    assert len(response.context["lines"]) == 35
    assert 'role="alert"' in response.content.decode()


def test_the_front_desk_does_not_open_the_library(ben, signed_in):
    assert signed_in(ben).get(reverse("protocols")).status_code == 403


@pytest.mark.parametrize("region", ["thigh", "knee"])
def test_the_list_takes_the_same_queries_for_two_rows_and_for_seven(
    ruth, signed_in, region, django_assert_num_queries
):
    protocol()
    client = signed_in(ruth)
    # Session, user, protocols.
    with django_assert_num_queries(3):
        client.get(reverse("protocols"), {"region": region})


def test_an_administrator_reads_the_library(signed_in):
    client = signed_in(people.administrator())
    assert client.get(reverse("protocols")).status_code == 200
