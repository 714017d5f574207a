import pytest
from django.urls import reverse

from tests import people
from tests.treatments.builders import protocol
from tests.treatments.own_protocols import drafted, in_use
from treatments.models import ProtocolVersion
from treatments.protocol_diff import compared

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(ruth):
    first = in_use(ruth, people.physician("Omar Haddad"))
    return first, drafted(ruth, first.protocol, sessions_max=6, targets=("knee joint space", "MCL"))


def compare(client, left, **asked):
    return client.get(reverse("compare-protocols", args=[left.pk]), asked)


def test_only_what_differs_is_marked(both):
    marked = {row.subject: row for row in compared(*both) if row.differs}

    assert list(marked) == ["Targets", "Sessions"]
    targets = marked["Targets"]
    assert [(said.words, said.only_here) for said in targets.left] == [("knee joint space", False)]
    assert [(said.words, said.only_here) for said in targets.right] == [
        ("knee joint space", False), ("MCL", True),
    ]  # fmt: skip


def test_a_version_is_the_same_as_itself(ruth):
    version = protocol("tmj_hypermobility")
    assert not any(row.differs for row in compared(version, version))


def test_it_is_said_in_words(both, ruth, signed_in):
    first, second = both
    text = compare(signed_in(ruth), first, **{"with": second.pk}).content.decode()

    assert " ".join(text.split()).count("Differs</span>") == 2
    assert text.count("(only here)") == 3


def test_versions_of_two_protocols_stand_beside_each_other(ruth, signed_in):
    left, right = protocol("low_back_p2g"), protocol("knee_oa_whole_joint")
    response = compare(signed_in(ruth), left, **{"with": right.pk})

    assert response.context["right"] == right
    row = next(row for row in response.context["rows"] if row.subject == "Stop rule" or row.differs)
    assert (row.subject, row.left[0].words) == (
        "Condition", "Chronic low back pain, dextrose-glycerin-phenol",
    )  # fmt: skip


@pytest.mark.parametrize("asked", [{}, {"with": "x"}, {"with": "0"}, {"with": "9" * 40}])
def test_without_another_one_may_be_chosen(both, ruth, signed_in, asked):
    first, second = both
    response = compare(signed_in(ruth), first, **asked)
    assert response.context["right"] is None
    assert response.context["same_protocol"] == [second]


@pytest.mark.parametrize("versions", [2, 4])
def test_the_page_costs_the_same_whatever_there_is_to_choose(
    both, ruth, signed_in, versions, django_assert_num_queries
):
    first, second = both
    for number in range(versions - 2):
        drafted(ruth, condition=f"Knee pain {number}")
    client = signed_in(ruth)
    # Session, user, version, all others.
    with django_assert_num_queries(4):
        compare(client, first, **{"with": second.pk})
    assert ProtocolVersion.objects.count() == versions
