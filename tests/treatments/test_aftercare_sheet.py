import pytest

from staff.models import AccessEvent
from tests.treatments.builders import TODAY
from tests.treatments.days import agreed_plan, given
from tests.treatments.pages import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(anna, ruth, at_noon):
    at_noon(TODAY)
    return agreed_plan(anna, ruth).sessions.get(number=1)


def test_the_sheet_is_about_this_session_and_its_printing_is_logged(
    session, anna, ruth, ben, signed_in, settings
):
    settings.PROLO_CLINIC_PHONE = "+1 212 555 0100"
    given(session, ruth)
    page = signed_in(ben).get(url("aftercare-sheet", session.pk)).content.decode()
    assert "on Mon 2 Nov 2026" in page
    assert "right knee, joint space" in page
    assert "Call us today at +1 212 555 0100 if you have" in page
    assert "session 2, between Mon 16 Nov 2026 and Mon 30 Nov 2026" in page
    event = AccessEvent.objects.get()
    assert (event.action, event.patient_id) == ("print", anna.pk)


def test_before_the_record_is_signed_it_follows_the_plan(session, ruth, signed_in):
    page = signed_in(ruth).get(url("aftercare-sheet", session.pk)).content.decode()
    assert "right knee, joint space" in page
    assert "Call us today if you have" in page
    assert "Your next visit" not in page


def test_an_administrator_hands_out_no_sheet(session, ines, signed_in):
    assert signed_in(ines).get(url("aftercare-sheet", session.pk)).status_code == 403
