import pytest
from django.urls import reverse

from patients.actions.decisions import acknowledge_finding
from patients.models import Finding
from tests.patients.screenings import (
    NOON,
    REASON,
    diabetic,
    finding,
    healthy,
    medicine,
    overridden,
    screened,
)


@pytest.fixture
def decided(ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    return overridden(finding(screened(anna, ruth), "R08"), ruth)


def url(found):
    return reverse("withdraw-decision", args=[found.pk])


def form(**changes):
    return {"revision": "2", "reason": "The drug was changed."} | changes


def page(client, found):
    return client.get(reverse("screening", args=[found.screening_id])).content.decode()


def test_physician_takes_an_override_back(signed_in, ruth, decided):
    client = signed_in(ruth)
    assert f'href="{url(decided)}"' in page(client, decided)
    shown = client.get(url(decided)).content.decode()
    assert REASON in shown

    response = client.post(url(decided), form(), follow=True)

    content = response.content.decode()
    assert "Taken back: the decision on Takes a blood thinner" in content
    assert "Decision taken back by Ruth Adler, MD" in content
    assert "The drug was changed." in content
    decided.refresh_from_db()
    assert (decided.state, decided.reason_code) == ("open", "")
    decided.screening.refresh_from_db()
    assert decided.screening.outcome == "needs_decision"


def test_finding_taken_back_can_be_decided_again(signed_in, ruth, decided):
    client = signed_in(ruth)
    client.post(url(decided), form())

    assert reverse("override-finding", args=[decided.pk]) in page(client, decided)
    overridden(Finding.objects.get(pk=decided.pk), ruth)
    assert Finding.objects.get(pk=decided.pk).state == "overridden"


def test_acknowledgement_is_taken_back(signed_in, ruth):
    caution = finding(screened(diabetic(ruth, "7.5"), ruth), "R01b")
    acknowledge_finding(finding=caution, by=ruth, now=NOON)

    signed_in(ruth).post(url(caution), form())

    caution.refresh_from_db()
    assert caution.state == "open"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": ""}, "This field is required"),
        ({"reason": "   "}, "This field is required"),
        ({"reason": "x" * 1001}, "at most 1000 characters"),
        ({"reason": "Changed\x00"}, "Null characters are not allowed"),
        ({"revision": "1"}, "Somebody else changed this record"),
        ({"revision": "9" * 40}, "less than or equal to"),
    ],
)
def test_bad_form_is_refused_and_the_decision_stands(signed_in, ruth, decided, changes, words):
    response = signed_in(ruth).post(url(decided), form(**changes))

    assert response.status_code == 200
    assert words in response.content.decode()
    decided.refresh_from_db()
    assert decided.state == "overridden"


def test_form_sent_twice_is_saved_once(signed_in, ruth, decided):
    client = signed_in(ruth)
    token = {"form_token": "0c7e1f52-6a0f-4f7e-8f53-3ad0a3b1c2d4"}

    client.post(url(decided), form(**token))
    second = client.post(url(decided), form(**token))

    assert second.headers["Location"] == reverse("screening", args=[decided.screening_id])
    decided.screening.refresh_from_db()
    assert decided.screening.revision == 3


def test_open_finding_has_nothing_to_take_back(signed_in, ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    found = finding(screened(anna, ruth), "R08")
    client = signed_in(ruth)

    assert url(found) not in page(client, found)
    assert "There is no decision to take back: open." in client.get(url(found)).content.decode()
    sent = client.post(url(found), form(revision="1")).content.decode()
    assert "There is no decision to take back: open." in sent


def test_decision_of_a_replaced_screening_stands(signed_in, ruth, decided):
    screened(decided.screening.patient, ruth, minutes=1)
    client = signed_in(ruth)

    assert url(decided) not in page(client, decided)
    assert "newer screening replaced" in client.post(url(decided), form()).content.decode()
    decided.refresh_from_db()
    assert decided.state == "overridden"


def test_nobody_but_physicians_takes_a_decision_back(signed_in, ben, ines, decided):
    for somebody in (ben, ines):
        client = signed_in(somebody)
        assert client.get(url(decided)).status_code == 403
        assert client.post(url(decided), form()).status_code == 403
    decided.refresh_from_db()
    assert decided.state == "overridden"


def test_unknown_finding_is_not_found(signed_in, ruth):
    assert signed_in(ruth).get("/findings/424242/withdraw/").status_code == 404
