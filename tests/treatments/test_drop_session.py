from uuid import uuid4

import pytest

from tests.treatments.builders import TODAY
from tests.treatments.days import agreed_plan, given, started
from tests.treatments.pages import url
from treatments.models import Addendum, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(anna, ruth, at_noon):
    at_noon(TODAY)
    return agreed_plan(anna, ruth).sessions.get(number=1)


def drop(client, session, **fields):
    form = {"revision": session.revision, "reason": "Pain is gone", "form_token": str(uuid4())}
    return client.post(url("drop-session", session.pk), form | fields)


def test_a_session_is_left_out_with_its_reason(session, ruth, signed_in):
    assert drop(signed_in(ruth), session).url == url("plan", session.plan_id)
    session.refresh_from_db()
    assert (session.state, session.dropped_reason) == ("dropped", "Pain is gone")


@pytest.mark.parametrize("fields", [{"reason": " "}, {"reason": "x" * 301}, {"revision": "99"}])
def test_bad_input_leaves_nothing_out(session, ruth, signed_in, fields):
    assert drop(signed_in(ruth), session, **fields).status_code == 200
    assert Session.objects.filter(state="dropped").count() == 0


def test_a_started_session_stays(session, ruth, signed_in):
    started(session, ruth)
    assert "was started" in drop(signed_in(ruth), session).content.decode()


def add(client, session, text):
    form = {"text": text, "form_token": str(uuid4())}
    return client.post(url("add-addendum", session.pk), form)


def test_an_addendum_stands_below_the_signed_record(session, ruth, signed_in):
    given(session, ruth)
    client = signed_in(ruth)
    assert add(client, session, "Called back, all well").url == url("session", session.pk)
    assert "Called back, all well" in client.get(url("session", session.pk)).content.decode()


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001, "a\x00b"])
def test_a_bad_addendum_is_refused(session, ruth, signed_in, text):
    given(session, ruth)
    assert add(signed_in(ruth), session, text).status_code == 200
    assert Addendum.objects.count() == 0


def test_a_draft_takes_no_addendum(session, ruth, signed_in):
    started(session, ruth)
    assert add(signed_in(ruth), session, "Later").url == url("session", session.pk)
    assert Addendum.objects.count() == 0
