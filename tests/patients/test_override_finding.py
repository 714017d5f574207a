import pytest
from django.urls import reverse

from patients.models import Finding
from patients.rules import BY_ID
from staff.models import AccessEvent
from tests import people
from tests.patients.screenings import (
    ALL_NO,
    REASON,
    diabetic,
    finding,
    healthy,
    medicine,
    noted,
    screened,
    two_signatures,
)


@pytest.fixture
def found(ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    return finding(screened(anna, ruth), "R08")


def url(found):
    return reverse("override-finding", args=[found.pk])


def form(**changes):
    recorded = {f"recorded_{place}": text for place, text in enumerate(noted("R08").values())}
    return {
        "revision": "1",
        "reason_code": "advised",
        "reason": REASON,
        "risk_discussed": "yes",
        "valid_for": "plan",
        **recorded,
    } | changes


def test_physician_overrides_with_a_reason(signed_in, ruth, found):
    response = signed_in(ruth).post(url(found), form())

    assert response.headers["Location"] == reverse("screening", args=[found.screening_id])
    found.refresh_from_db()
    assert (found.state, found.reason, found.decided_by, found.risk_discussed, found.valid_for) == (
        "overridden", REASON, ruth, True, "plan",
    )  # fmt: skip
    assert (found.reason_code, found.recorded) == ("advised", noted("R08"))
    found.screening.refresh_from_db()
    assert found.screening.outcome == "cleared"


def test_form_asks_what_the_rule_wants_recorded(signed_in, ruth, found):
    content = signed_in(ruth).get(url(found)).content.decode()

    for label in noted("R08"):
        assert label in content
    assert BY_ID["R08"].explain_patient in content
    assert "SIR 2019" in content
    assert "What clears it by itself:" in content


def test_form_names_the_thresholds_that_the_rule_looked_at(signed_in, ruth):
    missing = finding(screened(diabetic(ruth), ruth), "R02")

    content = signed_in(ruth).get(url(missing)).content.decode()

    assert f'href="{reverse("screening-policy")}#hba1c_max_age_days"' in content
    assert "90 days" in content


def test_form_shows_the_value_that_fired_and_presets_one_session(signed_in, ruth, found):
    content = signed_in(ruth).get(url(found)).content.decode()

    assert "Takes Apixaban; no prescriber decision on file." in content
    assert 'value="session"' in content.split("checked")[0].rsplit("<input", 1)[1]
    assert content.count("checked") == 1


def test_absolute_rule_says_why_it_cannot_be_overridden_and_saves_nothing(signed_in, ruth):
    absolute = finding(screened(diabetic(ruth, "8.0"), ruth), "R01")
    client = signed_in(ruth)

    shown = client.get(url(absolute)).content.decode()
    asked = {"recorded_0": "Dr. Osei", "recorded_1": "Seen", "recorded_2": "Seen"}
    sent = client.post(url(absolute), form(**asked)).content.decode()

    assert "This finding admits no override. Enter a newer HbA1c below the limit." in shown
    assert 'name="reason"' not in shown
    assert "no override is admitted" in sent
    absolute.refresh_from_db()
    assert absolute.state == "open"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": "Nineteen letters ok"}, "at least 20 characters; these are 19"),
        ({"reason": ""}, "This field is required"),
        ({"reason": "x" * 1001}, "at most 1000 characters"),
        ({"reason": f"{REASON}\x00"}, "Null characters are not allowed"),
        ({"risk_discussed": ""}, "This field is required"),
        ({"risk_discussed": "perhaps"}, "Select a valid choice"),
        ({"valid_for": "ever"}, "Select a valid choice"),
        ({"reason_code": ""}, "This field is required"),
        ({"reason_code": "whim"}, "Select a valid choice"),
        ({"recorded_0": ""}, "This field is required"),
        ({"recorded_1": "  "}, "This field is required"),
        ({"recorded_2": "x" * 201}, "at most 200 characters"),
        ({"recorded_0": "Apixaban\x00"}, "Null characters are not allowed"),
        ({"revision": "9" * 40}, "less than or equal to"),
        ({"revision": "7"}, "Somebody else changed this record"),
    ],
)
def test_bad_form_is_refused_with_the_text_kept(signed_in, ruth, found, changes, words):
    response = signed_in(ruth).post(url(found), form(**changes))

    assert response.status_code == 200
    assert words in response.content.decode()
    if changes.get("reason", REASON).isprintable():
        assert changes.get("reason", REASON) in response.content.decode()
    assert Finding.objects.get(pk=found.pk).state == "open"


def test_form_sent_twice_is_saved_once(signed_in, ruth, found):
    client = signed_in(ruth)
    token = {"form_token": "0c7e1f52-6a0f-4f7e-8f53-3ad0a3b1c2d4"}

    client.post(url(found), form(**token))
    second = client.post(url(found), form(**token))

    assert second.headers["Location"] == reverse("screening", args=[found.screening_id])
    found.screening.refresh_from_db()
    assert found.screening.revision == 2


def test_stale_form_can_be_sent_again_after_the_warning(signed_in, ruth, found):
    client = signed_in(ruth)

    warned = client.post(url(found), form(revision="7")).content.decode()

    assert 'name="revision" value="1"' in warned


def test_decided_finding_is_not_decided_again(signed_in, ruth, found):
    client = signed_in(ruth)
    client.post(url(found), form())

    again = client.post(
        url(found), form(revision="2", reason="Another reason that is long enough.")
    )

    assert "already decided" in again.content.decode()
    assert "Already decided: overridden." in client.get(url(found)).content.decode()
    found.refresh_from_db()
    assert found.reason == REASON


def test_caution_is_sent_on_to_be_acknowledged(signed_in, ruth):
    caution = finding(screened(diabetic(ruth, "7.5"), ruth), "R01b")

    content = signed_in(ruth).get(url(caution)).content.decode()

    assert "This caution needs no override." in content
    assert reverse("acknowledge-finding", args=[caution.pk]) in content


def test_form_says_that_a_second_signature_will_be_needed(signed_in, ruth, ines, found):
    client = signed_in(ruth)
    assert "second signature" not in client.get(url(found)).content.decode()
    two_signatures(ines, "R08")

    assert "asks for a second signature here" in client.get(url(found)).content.decode()
    done = client.post(url(found), form(), follow=True).content.decode()

    assert "It counts once another physician has signed it too." in done
    found.refresh_from_db()
    assert found.state == "awaiting"


def test_form_whose_rules_are_gone_is_refused(signed_in, ruth, found):
    type(found.screening).objects.update(rules_version="2025.9")

    content = signed_in(ruth).post(url(found), form()).content.decode()

    assert "The rules changed since this screening" in content
    found.refresh_from_db()
    assert found.state == "open"


def test_administrator_who_is_a_physician_too_may_override(signed_in, found):
    both = people.staff_member("Sam Rivers", "physician", "administrator")

    assert signed_in(both).post(url(found), form()).status_code == 302


def test_finding_of_a_replaced_screening_is_not_decided(signed_in, ruth, found):
    screened(found.screening.patient, ruth, minutes=1)

    response = signed_in(ruth).post(url(found), form())

    assert "A newer screening replaced this one" in response.content.decode()
    found.refresh_from_db()
    assert found.state == "open"


def test_nobody_but_physicians_overrides(signed_in, ben, ines, found):
    for somebody in (ben, ines):
        client = signed_in(somebody)
        assert client.get(url(found)).status_code == 403
        assert client.post(url(found), form()).status_code == 403
    found.refresh_from_db()
    assert found.state == "open"


def test_unknown_finding_is_not_found(signed_in, ruth):
    assert signed_in(ruth).get("/findings/424242/override/").status_code == 404


def test_reason_is_escaped_on_the_screening(signed_in, ruth, found):
    client = signed_in(ruth)
    client.post(url(found), form(reason="<script>alert('long enough')</script>"))

    content = client.get(reverse("screening", args=[found.screening_id])).content.decode()

    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(&#x27;long enough" in content
    assert "Overridden by Ruth Adler, MD" in content


def test_reading_the_form_is_logged(signed_in, ruth, found):
    signed_in(ruth).get(url(found))

    assert AccessEvent.objects.get().patient_id == found.screening.patient_id


@pytest.mark.parametrize("rows", [1, 3])
def test_form_costs_the_same_number_of_queries(signed_in, ruth, django_assert_num_queries, rows):
    anna = healthy(ruth)
    for number in range(rows):
        medicine(anna, ruth, f"Apixaban {number}", "anticoagulant")
    found = finding(screened(anna, ruth, answers=ALL_NO if rows == 1 else {}), "R08")
    client = signed_in(ruth)

    with django_assert_num_queries(6):
        client.get(url(found))
