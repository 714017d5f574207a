import re
from decimal import Decimal

import pytest
from django.urls import reverse

from patients.actions.policy import change_screening_policy
from patients.models import ScreeningPolicy
from patients.policy import clinic_policy
from patients.rules import Policy
from patients.thresholds import GROUPS, plain
from tests.patients.screenings import NOON

URL = "/screening-policy/edit/"


def form(policy=None, **changes):
    policy = policy or Policy()
    values = {name: plain(getattr(policy, name)) for names in GROUPS.values() for name in names}
    return values | {"revision": "0", "reason": "Endocrinology asks for more care"} | changes


def shown_value(content, name):
    return re.search(rf'name="{name}" value="([^"]*)"', content)[1]


def change(by, opened=0, **values):
    return change_screening_policy(
        by=by, now=NOON, values=values, reason="More care", opened_number=opened
    )


def test_administrator_saves_a_new_version(signed_in, ines):
    response = signed_in(ines).post(
        URL, form(hba1c_uncontrolled="7.8", second_signature=["R08", "R22"])
    )

    assert response.headers["Location"] == reverse("screening-policy")
    version = ScreeningPolicy.objects.get()
    assert (version.number, version.changed_by) == (1, ines)
    assert version.reason == "Endocrinology asks for more care"
    assert clinic_policy() == Policy(
        hba1c_uncontrolled=Decimal("7.8"), second_signature=frozenset({"R08", "R22"})
    )


def test_form_is_filled_in_with_what_is_in_force(signed_in, ines):
    change(ines, hba1c_uncontrolled=Decimal("7.80"), second_signature=["R08"])

    content = signed_in(ines).get(URL).content.decode()

    assert shown_value(content, "hba1c_uncontrolled") == "7.8"
    assert shown_value(content, "fever_celsius") == "38"
    assert shown_value(content, "revision") == "1"
    assert "6.5 to 12 %. Default: 8 %." in content
    assert re.search(r'value="R08"[^>]*checked', content)
    assert content.count(" checked") == 1


@pytest.mark.parametrize(
    ("asked", "hba1c", "nsaid"), [("hba1c_uncontrolled", "8", "10"), ("all", "8", "7")]
)
def test_defaults_are_filled_in_one_by_one_or_all_and_nothing_is_saved(
    signed_in, ines, asked, hba1c, nsaid
):
    change(ines, hba1c_uncontrolled=Decimal("7.8"), nsaid_days_before=10)

    content = signed_in(ines).get(URL, {"published": asked}).content.decode()

    assert shown_value(content, "hba1c_uncontrolled") == hba1c
    assert shown_value(content, "nsaid_days_before") == nsaid
    assert ScreeningPolicy.objects.count() == 1


def test_made_up_name_to_set_back_changes_nothing(signed_in, ines):
    content = signed_in(ines).get(URL, {"published": "<script>"}).content.decode()

    assert shown_value(content, "hba1c_uncontrolled") == "8"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hba1c_uncontrolled": "12.1"}, "Between 6.5 and 12 %"),
        ({"hba1c_uncontrolled": "6.4"}, "Between 6.5 and 12 %"),
        ({"nsaid_days_before": "31"}, "Between 0 and 30 days"),
        ({"nsaid_days_before": "-1"}, "Between 0 and 30 days"),
        ({"nsaid_days_before": "7.5"}, "Enter a whole number."),
        ({"nsaid_days_before": "9" * 400}, "Between 0 and 30 days"),
        ({"nsaid_days_before": "9" * 5000}, "Enter a whole number."),
        ({"hba1c_caution": "8.1"}, "This must not be above"),
        ({"fever_celsius": "hot"}, "Enter a number."),
        ({"fever_celsius": "NaN"}, "Enter a number."),
        ({"fever_celsius": "1e3"}, "Between 37 and 39"),
        ({"fever_celsius": "38.001"}, "no more than 2 decimal places"),
        ({"fever_celsius": ""}, "This field is required"),
        ({"fever_celsius": "38\x00"}, "Enter a number."),
        ({"second_signature": ["R01"]}, "Select a valid choice"),
        ({"second_signature": ["R08\x00"]}, "Select a valid choice"),
        ({"reason": ""}, "This field is required"),
        ({"reason": "x" * 501}, "at most 500 characters"),
        ({"reason": "More\x00care"}, "Null characters are not allowed"),
        ({"revision": "-1"}, "greater than or equal to 0"),
        ({"revision": ""}, "This field is required"),
        ({}, "Nothing is changed"),
    ],
)
def test_bad_form_is_refused_with_what_was_typed(signed_in, ines, changes, words):
    typed = form(**({"nsaid_days_after": "21"} | changes if changes else {}))

    response = signed_in(ines).post(URL, typed)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert ScreeningPolicy.objects.count() == 0
    if changes:
        assert shown_value(response.content.decode(), "nsaid_days_after") == "21"


def test_second_of_two_administrators_sees_what_is_in_force_and_may_save_again(signed_in, ines):
    client = signed_in(ines)
    change(ines, nsaid_days_before=10)

    told = client.post(URL, form(nsaid_days_after="21")).content.decode()

    assert "Another administrator changed the thresholds" in told
    assert "On record now" in told
    assert "No NSAID before a session for" in told.split("On record now")[1][:400]
    assert shown_value(told, "nsaid_days_after") == "21"
    assert shown_value(told, "revision") == "1"
    assert clinic_policy() == Policy(nsaid_days_before=10)

    client.post(URL, form(nsaid_days_before="10", nsaid_days_after="21", revision="1"))
    assert clinic_policy() == Policy(nsaid_days_before=10, nsaid_days_after=21)


def test_form_sent_twice_is_saved_once(signed_in, ines):
    client = signed_in(ines)
    typed = form(nsaid_days_after="21", form_token="0c7e1f52-6a0f-4f7e-8f53-3ad0a3b1c2d4")

    client.post(URL, typed)
    second = client.post(URL, typed)

    assert second.headers["Location"] == reverse("screening-policy")
    assert ScreeningPolicy.objects.count() == 1


def test_nobody_but_administrators_changes_thresholds(signed_in, ruth, ben):
    for somebody in (ruth, ben):
        client = signed_in(somebody)
        assert client.get(URL).status_code == 403
        assert client.post(URL, form(nsaid_days_after="21")).status_code == 403
    assert ScreeningPolicy.objects.count() == 0
