from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from patients.actions.policy import change_screening_policy
from patients.rules import Policy
from patients.rules.settings import SETTINGS
from tests.patients.screenings import NOON, two_signatures

CHANGED = {"hba1c_uncontrolled": Decimal("7.8")}


def change(by, opened=0, **values):
    return change_screening_policy(
        by=by,
        now=NOON,
        values=values or CHANGED,
        reason="Endocrinology asks for more care",
        opened_number=opened,
    )


def content(client):
    return client.get(reverse("screening-policy")).content.decode()


def test_every_threshold_is_listed_with_value_range_rules_and_source(signed_in, ines):
    shown = unescape(content(signed_in(ines)))

    for setting in SETTINGS:
        assert f'<tr id="{setting.name}">' in shown
        assert setting.label in shown
    assert "6.5 to 12 %" in shown
    assert "Published: SIR 2019" in shown
    assert "The defaults; this clinic has not changed any" in shown
    assert shown.count("Changed</span>") == 0


def test_changed_threshold_stands_out_and_can_be_set_back(signed_in, ines):
    change(ines)

    shown = content(signed_in(ines))

    assert "Version 1, Sat 21 Nov 2026" in shown
    assert "7.8 %" in shown
    assert shown.count("Changed</span>") == 1
    target = f"{reverse('edit-screening-policy')}?published=hba1c_uncontrolled"
    assert target in shown
    assert "?published=all" in shown


def test_rules_with_two_signatures_are_named(signed_in, ines):
    assert "Asked for no rule." in content(signed_in(ines))
    two_signatures(ines, "R08")

    assert "Takes a blood thinner" in content(signed_in(ines)).split("Second signature")[-1]


def test_physician_reads_and_has_no_button_to_change(signed_in, ruth, ines):
    change(ines)

    shown = content(signed_in(ruth))

    assert "7.8 %" in shown
    assert reverse("edit-screening-policy") not in shown


def test_front_desk_is_refused(signed_in, ben):
    assert signed_in(ben).get(reverse("screening-policy")).status_code == 403


def test_account_menu_leads_there_for_those_who_may(signed_in, ruth, ben, ines):
    for somebody, shown in ((ruth, True), (ines, True), (ben, False)):
        home = signed_in(somebody).get(reverse("home")).content.decode()
        assert (reverse("screening-policy") in home) is shown


@pytest.mark.parametrize("versions", [1, 3])
def test_page_costs_the_same_number_of_queries(
    signed_in, ines, django_assert_num_queries, versions
):
    for number in range(versions):
        change(ines, opened=number, nsaid_days_before=Policy().nsaid_days_before + number + 1)
    client = signed_in(ines)

    with django_assert_num_queries(3):
        content(client)
