from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.built_once import parts
from tests.treatments.builders import TODAY, anna_with_ruth
from tests.treatments.days import agreed_plan, given, noon
from treatments import triage
from treatments.actions import check_calls
from treatments.models import AdverseEvent, CheckCall

pytestmark = pytest.mark.django_db


def build():
    there = anna_with_ruth()
    given(agreed_plan(there.anna, there.ruth).sessions.get(number=1), there.ruth)
    there.call = CheckCall.objects.get()
    return there


ruth, ben, anna, call = parts("ruth", "ben", "anna", "call")


def log(call, by, *said, words="It throbs"):
    return check_calls.log_check_call(
        call=call, revision=call.revision, said=said, words=words, by=by, now=noon(TODAY)
    )


def answer(call, by, decision="today", note="Seen at once", **more):
    return check_calls.triage_check_call(
        call=call,
        revision=call.revision,
        decision=decision,
        note=note,
        by=by,
        now=noon(TODAY),
        **more,
    )


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (["nothing"], "fine"),
        (["soreness"], "fine"),
        (["rising_pain"], "worry"),
        (["infection"], "alarm"),
        (["headache"], "alarm"),
        (["calf"], "alarm"),
        (["allergy"], "alarm"),
        (["toxicity"], "alarm"),
        (["breathless"], "alarm"),
        (["nerve"], "alarm"),
        (["soreness", "rising_pain"], "worry"),
        (["calf", "rising_pain", "soreness"], "alarm"),
    ],
)
def test_the_gravest_answer_counts(call, ben, said, kept):
    logged = log(call, ben, *said, words=" it throbs at night ")
    assert (logged.answer, logged.words, logged.called_by) == (kept, "it throbs at night", ben)
    assert logged.said == [code for code in triage.BY_CODE if code in said]


def test_every_row_of_the_table_says_what_is_done():
    assert len(triage.ADVICE) == len(triage.BY_CODE) == 10
    kinds = {advice.kind for advice in triage.ADVICE if advice.kind}
    assert kinds <= set(AdverseEvent.Kind.values)
    for advice in triage.ADVICE:
        emergency = advice.urgency is triage.Urgency.EMERGENCY
        assert ("911" in advice.do) == emergency


@pytest.mark.parametrize(
    ("said", "words", "field"),
    [
        ([], "fine", "said"),
        (["everything"], "odd", "said"),
        (["nothing", "infection"], "well but hot", "said"),
        (["rising_pain"], "  ", "words"),
        (["infection"], "", "words"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(call, ben, said, words, field):
    with pytest.raises(ValidationError) as refused:
        log(call, ben, *said, words=words)
    assert list(refused.value.message_dict) == [field]
    assert CheckCall.objects.get().answer == ""


def test_the_database_takes_no_answer_that_is_not_on_the_list(call):
    with pytest.raises(IntegrityError, match="check_call_said_known"), transaction.atomic():
        CheckCall.objects.update(said=["everything"])


def test_nobody_answered_and_it_is_called_back_by_day_4(call, ben):
    call = check_calls.miss_check_call(call=call, revision=call.revision, by=ben, now=noon(TODAY))
    assert (call.answer, call.call_back_on) == ("no_answer", TODAY + timedelta(days=4))
    assert list(CheckCall.objects.to_make()) == [call]
    assert log(call, ben, "nothing", words="").answer == "fine"
    assert not CheckCall.objects.to_make().exists()


def test_an_answer_is_logged_once(call, ben):
    call = log(call, ben, "nothing", words="")
    with pytest.raises(ValidationError, match="logged already"):
        log(call, ben, "infection", words="fever")
    with pytest.raises(ValidationError, match="logged already"):
        check_calls.miss_check_call(call=call, revision=call.revision, by=ben, now=noon(TODAY))


def test_a_physician_answers_a_worrying_call_once(call, ben, ruth):
    call = log(call, ben, "infection", words="fever 39")
    assert answer(call, ruth) is None
    call.refresh_from_db()
    assert (call.triaged_by, call.triage, call.triage_note) == (ruth, "today", "Seen at once")
    assert AdverseEvent.objects.count() == 0
    with pytest.raises(ValidationError, match="answered this call already"):
        answer(call, ruth)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"decision": ""}, "decision"),
        ({"decision": "ice"}, "decision"),
        ({"note": " "}, "triage_note"),
    ],
)
def test_an_answer_is_whole_or_refused(call, ben, ruth, fields, field):
    call = log(call, ben, "infection", words="fever 39")
    with pytest.raises(ValidationError) as refused:
        answer(call, ruth, **fields)
    assert list(refused.value.message_dict) == [field]
    assert list(CheckCall.objects.to_triage()) == [call]


def test_there_is_nothing_to_triage_when_all_is_well(call, ben, ruth):
    call = log(call, ben, "soreness")
    with pytest.raises(ValidationError, match="nothing to triage"):
        answer(call, ruth)


def test_one_button_opens_an_event_with_what_was_said(call, ben, ruth):
    call = log(call, ben, "rising_pain", "allergy", words="My lips are swollen")
    event = answer(call, ruth, "emergency", "Sent by ambulance", opens_event=True)
    assert (event.kind, event.serious, event.severity) == ("allergy", True, 3)
    assert (event.session, event.plan, event.patient) == (
        call.session,
        call.session.plan,
        call.session.plan.patient,
    )
    assert (event.description, event.action) == ("My lips are swollen", "Sent by ambulance")
    assert (event.onset_on, event.next_look_on) == (TODAY, TODAY + timedelta(days=1))
