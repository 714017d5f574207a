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
def page(ruth, signed_in):
    client = signed_in(ruth)
    return lambda code: client.get(reverse("protocol", args=[code]))


def test_everything_the_source_says_is_shown_in_weeks_and_days(page):
    response = page("knee_oa_whole_joint")
    shown = response.context["shown"]

    assert shown.sessions == "3 to 5"
    assert shown.spacing == "4 weeks (28 days)"
    assert shown.schedule == (
        "Weeks 1, 5 and 9 (days 7, 35 and 63); if needed also weeks 13 and 17 (days 91 and 119)"
    )
    assert [(m.components, m.volume) for m in shown.mixtures] == [
        (("dextrose 25 %",), "6 mL"),
        (("dextrose 15 %",), "0.5 mL per site"),
    ]
    assert "Rabago 2013 Ann Fam Med" in response.content.decode()


def test_what_the_source_does_not_say_is_never_filled_in(page):
    response = page("osteonecrosis_listed")
    shown = response.context["shown"]

    assert (shown.sessions, shown.spacing, shown.schedule, shown.guidance) == (None,) * 4
    assert shown.mixtures == ()
    assert response.content.decode().count("The source does not say") >= 9


def test_months_stay_months(page):
    assert page("low_back_ligaments_20pct").context["shown"].followups == (
        "Months 2.5, 4, 6, 12 and 24 after the first visit"
    )


def test_source_documents_are_cited_by_publisher(page):
    text = page("generic_clinic_practice").content.decode()
    assert "Manhattan Pain Medicine, Regenexx and Spine Institute of North America" in text
    assert "source 001" not in text


def test_a_trial_without_benefit_is_named_as_such(page):
    text = page("low_back_p2g").content.decode()
    assert "Randomized trial found no benefit over saline injections." in text


@pytest.mark.parametrize("code", ["no_such_protocol", "x" * 60])
def test_an_unknown_protocol_is_not_found(page, code):
    assert page(code).status_code == 404


def test_the_front_desk_does_not_read_protocols(ben, signed_in):
    protocol()
    url = reverse("protocol", args=["knee_oa_whole_joint"])
    assert signed_in(ben).get(url).status_code == 403
