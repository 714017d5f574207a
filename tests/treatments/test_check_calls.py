from datetime import timedelta
from uuid import uuid4

import pytest

from tests import people
from tests.treatments import builders
from tests.treatments.builders import TODAY
from tests.treatments.days import agreed_plan, given
from tests.treatments.pages import url
from treatments import triage
from treatments.models import CheckCall

pytestmark = pytest.mark.django_db

DAY_3 = TODAY + timedelta(days=3)


def treated(full_name, ruth, ben, *, on=TODAY):
    patient = builders.healthy(
        people.patient(full_name, registered_by=ben, phone="+1 212 555 0142"), ruth
    )
    plan = agreed_plan(patient, ruth, on=on)
    given(plan.sessions.get(number=1), ruth, on=on)
    return CheckCall.objects.get(session__plan=plan)


@pytest.fixture
def call(ruth, ben, at_noon):
    at_noon(DAY_3)
    return treated("Carl Diaz", ruth, ben)


def log(client, call, **fields):
    form = {"revision": call.revision, "form_token": str(uuid4()), "said": "nothing", "words": ""}
    return client.post(url("log-check-call", call.pk), form | fields)


def test_calls_are_listed_from_day_3_with_the_phone_number(call, ben, signed_in, at_noon):
    client = signed_in(ben)
    page = client.get(url("check-calls")).content.decode()
    assert "Carl Diaz" in page
    assert "+1 212 555 0142" in page
    at_noon(DAY_3 - timedelta(days=1))
    assert "Nobody to call today" in client.get(url("check-calls")).content.decode()


def test_the_oldest_comes_first(call, ruth, ben, signed_in):
    treated("Dora Early", ruth, ben, on=TODAY - timedelta(days=5))
    page = signed_in(ben).get(url("check-calls")).content.decode()
    assert page.index("Dora Early") < page.index("Carl Diaz")


@pytest.mark.parametrize("rows", [1, 3])
def test_three_calls_take_as_many_queries_as_one(
    ruth, ben, signed_in, at_noon, django_assert_num_queries, rows
):
    at_noon(DAY_3)
    for name in ("Carl Diaz", "Dora Early", "Emil Fox")[:rows]:
        treated(name, ruth, ben)
    client = signed_in(ben)
    with django_assert_num_queries(3):
        client.get(url("check-calls"))


def test_all_is_well_and_the_call_leaves_the_list(call, ben, signed_in):
    client = signed_in(ben)
    assert log(client, call).url == url("check-calls")
    assert "Nobody to call today" in client.get(url("check-calls")).content.decode()


def test_a_call_that_nobody_answered_stays(call, ben, signed_in):
    client = signed_in(ben)
    form = {"revision": call.revision, "form_token": str(uuid4())}
    assert client.post(url("miss-check-call", call.pk), form).url == url("check-calls")
    page = client.get(url("check-calls")).content.decode()
    assert "Carl Diaz" in page
    assert "No answer" in page
    assert "Call back" not in page


def test_from_day_4_who_did_not_answer_is_called_back(call, ben, signed_in, at_noon):
    client = signed_in(ben)
    client.post(url("miss-check-call", call.pk), {"revision": 1, "form_token": str(uuid4())})
    at_noon(DAY_3 + timedelta(days=1))
    assert "Call back" in client.get(url("check-calls")).content.decode()
    assert "call back until" in client.get(url("log-check-call", call.pk)).content.decode()


def test_a_stale_form_does_not_undo_an_answer(call, ben, signed_in):
    client = signed_in(ben)
    log(client, call, said="infection", words="fever")
    sent = client.post(url("miss-check-call", call.pk), {"revision": 1, "form_token": str(uuid4())})
    assert sent.url == url("log-check-call", call.pk)
    assert CheckCall.objects.get().answer == "alarm"


def test_an_alarm_says_at_once_what_to_do(call, ben, signed_in):
    client = signed_in(ben)
    sent = log(client, call, said="infection", words="Fever 39, knee is hot")
    page = client.get(sent.url).content.decode()
    assert "Tell the physician now." in page
    assert "911" not in page
    assert 'role="alert"' in page
    assert "Fever 39, knee is hot" in page


def test_an_emergency_says_the_number_to_call(call, ben, signed_in):
    client = signed_in(ben)
    sent = log(client, call, said=["allergy", "soreness"], words="My lips are swollen")
    page = client.get(sent.url).content.decode()
    assert "Call 911 now, or have the patient call. Then tell the physician." in page
    assert page.index("Hives") < page.index("Soreness")


def test_what_is_done_stands_beside_each_answer_before_it_is_logged(call, ben, signed_in):
    page = signed_in(ben).get(url("log-check-call", call.pk)).content.decode()
    for advice in triage.ADVICE:
        assert advice.says in page
        assert advice.do in page


def test_every_page_of_a_physician_asks_for_the_calls_that_wait(
    call, ruth, ben, signed_in, django_assert_num_queries
):
    physician = signed_in(ruth)
    assert url("waiting-calls") in physician.get(url("protocols")).content.decode()
    assert url("waiting-calls") not in signed_in(ben).get(url("check-calls")).content.decode()
    assert physician.get(url("waiting-calls")).content.strip() == b""
    log(signed_in(ben), call, said="infection", words="fever")
    with django_assert_num_queries(3):
        mark = physician.get(url("waiting-calls")).content.decode()
    assert "1 alarm on the phone" in mark
    assert "Carl Diaz" not in mark


def test_physicians_see_alarms_first_and_answer_them(call, ruth, ben, signed_in):
    desk, physician = signed_in(ben), signed_in(ruth)
    worry = treated("Dora Early", ruth, ben)
    log(desk, worry, said="rising_pain", words="more pain")
    log(desk, call, said="infection", words="fever")
    page = physician.get(url("check-calls")).content.decode()
    assert page.index("fever") < page.index("more pain")
    assert "more pain" not in desk.get(url("check-calls")).content.decode()

    home = physician.get(url("home")).content.decode()
    assert home.index("Call these patients back first") < home.index("My visits today")

    form = {"revision": 2, "decision": "today", "note": "Seen at once", "form_token": str(uuid4())}
    sent = physician.post(url("triage-check-call", call.pk), form)
    assert sent.url == url("check-calls")
    call.refresh_from_db()
    assert (call.triaged_by, call.triage_note) == (ruth, "Seen at once")


@pytest.mark.parametrize(
    "fields",
    [
        {"said": ""},
        {"said": "great"},
        {"said": ["nothing", "infection"], "words": "hot"},
        {"said": "infection", "words": " "},
        {"said": "rising_pain", "words": "x" * 2001},
        {"said": "rising_pain", "words": "a\x00b"},
        {"revision": "7"},
    ],
)
def test_bad_input_logs_nothing(call, ben, signed_in, fields):
    sent = log(signed_in(ben), call, **fields)
    assert sent.status_code == 200
    assert "Nothing was saved" in sent.content.decode()
    assert CheckCall.objects.get().answer == ""


def test_logging_twice_counts_once(call, ben, signed_in):
    client, token = signed_in(ben), str(uuid4())
    log(client, call, form_token=token)
    log(client, call, form_token=token, said="infection", words="fever")
    assert CheckCall.objects.get().answer == "fine"


def test_the_front_desk_does_not_triage_and_administrators_do_not_call(call, ben, ines, signed_in):
    assert signed_in(ben).get(url("triage-check-call", call.pk)).status_code == 403
    assert signed_in(ines).get(url("check-calls")).status_code == 403


def test_the_front_desk_reads_nothing_clinical(call, ben, signed_in):
    page = signed_in(ben).get(url("log-check-call", call.pk)).content.decode()
    for word in ("dextrose", "knee", "mL", "allergies"):
        assert word not in page


def test_words_are_text_and_not_markup(call, ben, ruth, signed_in):
    log(signed_in(ben), call, said="rising_pain", words="<img src=x onerror=alert(1)>")
    for name in ("log-check-call", "triage-check-call"):
        page = signed_in(ruth).get(url(name, call.pk)).content.decode()
        assert "<img src=x" not in page
