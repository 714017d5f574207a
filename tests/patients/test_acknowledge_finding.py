import pytest
from django.urls import reverse

from staff.models import AccessEvent
from tests.patients.screenings import diabetic, finding, healthy, medicine, noted, screened

CLICK = {"revision": "1"}  # as the button beside the finding sends it


@pytest.fixture
def caution(ruth):
    return finding(screened(diabetic(ruth, "7.5"), ruth), "R01b")


@pytest.fixture
def on_oxycodone(ruth):
    anna = healthy(ruth)
    medicine(anna, ruth, "Oxycodone", "opioid")
    return finding(screened(anna, ruth), "R36")


def url(found):
    return reverse("acknowledge-finding", args=[found.pk])


def test_caution_is_acknowledged_with_one_click(signed_in, ruth, caution):
    response = signed_in(ruth).post(url(caution), CLICK)

    assert response.headers["Location"] == reverse("screening", args=[caution.screening_id])
    caution.refresh_from_db()
    assert (caution.state, caution.decided_by) == ("acknowledged", ruth)
    caution.screening.refresh_from_db()
    assert caution.screening.outcome == "cleared"


def test_acknowledging_twice_says_that_it_is_decided(signed_in, ruth, caution):
    client = signed_in(ruth)
    client.post(url(caution), CLICK)

    response = client.post(url(caution), {"revision": "2"})

    assert "already decided: acknowledged" in response.content.decode()
    caution.refresh_from_db()
    assert caution.screening.revision == 2


def test_click_on_a_page_from_before_is_told(signed_in, ruth, caution):
    client = signed_in(ruth)
    client.post(url(caution), CLICK)

    assert "already decided: acknowledged" in client.post(url(caution), CLICK).content.decode()


def test_form_sent_twice_is_saved_once(signed_in, ruth, caution):
    client = signed_in(ruth)
    token = CLICK | {"form_token": "0c7e1f52-6a0f-4f7e-8f53-3ad0a3b1c2d4"}

    client.post(url(caution), token)
    second = client.post(url(caution), token)

    assert second.headers["Location"] == reverse("screening", args=[caution.screening_id])


def test_caution_with_something_to_record_asks_for_it_on_a_page(signed_in, ruth, on_oxycodone):
    client = signed_in(ruth)
    screening = client.get(reverse("screening", args=[on_oxycodone.screening_id]))
    assert f'href="{url(on_oxycodone)}"' in screening.content.decode()

    shown = client.get(url(on_oxycodone)).content.decode()
    assert "Analgesic plan" in shown
    refused = client.post(url(on_oxycodone), {"revision": "1"}).content.decode()
    assert "This field is required" in refused
    on_oxycodone.refresh_from_db()
    assert on_oxycodone.state == "open"

    plan = next(iter(noted("R36").values()))
    client.post(url(on_oxycodone), {"revision": "1", "recorded_0": plan})
    on_oxycodone.refresh_from_db()
    assert (on_oxycodone.state, on_oxycodone.recorded) == ("acknowledged", noted("R36"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recorded_0": "x" * 201}, "at most 200 characters"),
        ({"recorded_0": "Acetaminophen\x00"}, "Null characters are not allowed"),
        ({"revision": "9" * 40}, "less than or equal to"),
        ({"revision": "7"}, "Somebody else changed this record"),
    ],
)
def test_bad_form_is_refused_and_nothing_is_saved(signed_in, ruth, on_oxycodone, changes, words):
    typed = {"revision": "1", "recorded_0": "Acetaminophen first"} | changes
    response = signed_in(ruth).post(url(on_oxycodone), typed)

    assert response.status_code == 200
    assert words in response.content.decode()
    on_oxycodone.refresh_from_db()
    assert on_oxycodone.state == "open"


def test_relative_finding_cannot_be_waved_through(signed_in, ruth):
    anna = diabetic(ruth, "7.0")
    medicine(anna, ruth, "Apixaban", "anticoagulant")
    relative = finding(screened(anna, ruth), "R08")
    client = signed_in(ruth)
    typed = CLICK | {f"recorded_{place}": "Dr. Osei" for place in range(len(noted("R08")))}

    response = client.post(url(relative), typed)

    assert "needs a decision with a reason" in response.content.decode()
    assert "needs more than an acknowledgment" in client.get(url(relative)).content.decode()
    relative.refresh_from_db()
    assert relative.state == "open"


def test_opening_the_address_changes_nothing(signed_in, ruth, caution):
    assert signed_in(ruth).get(url(caution)).status_code == 200
    caution.refresh_from_db()
    assert caution.state == "open"
    assert AccessEvent.objects.get().patient_id == caution.screening.patient_id


def test_nobody_but_physicians_acknowledges(signed_in, ben, ines, caution):
    for somebody in (ben, ines):
        assert signed_in(somebody).post(url(caution), CLICK).status_code == 403
    caution.refresh_from_db()
    assert caution.state == "open"


def test_unknown_finding_is_not_found(signed_in, ruth):
    assert signed_in(ruth).post("/findings/424242/acknowledge/").status_code == 404
