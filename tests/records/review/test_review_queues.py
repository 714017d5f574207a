"""What waits for administrators, until one of them says that it was looked at."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from patients.models import Finding
from records.models import Review
from records.review import queues
from records.review.actions import mark_reviewed
from records.review.forms import as_microseconds
from staff import clock
from staff.models import AccessEvent, User
from tests import people
from tests.records.review.builders import seen
from tests.scheduling import builders as book
from treatments.models import SessionRecord

pytestmark = pytest.mark.django_db
NOW = book.NOW
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
Queue = Review.Queue


@pytest.fixture(autouse=True)
def everybody_was_here(ruth, ben, ines):
    User.objects.update(last_login=NOW)


def waiting(queue, now=NOW):
    return [item.id for item in queues.items_of(queue, queues.open_rows(queue, now))]


def started(ruth, ago, **fields):
    session = book.session(people.patient(f"Anna Berg{ago}"), ruth)
    return SessionRecord.objects.create(
        session=session,
        physician=ruth,
        treated_on=fields.pop("treated_on", (NOW - ago).date()),
        started_at=NOW - ago,
        **fields,
    )


def test_notes_wait_from_24_hours_on(ruth):
    started(ruth, 24 * HOUR)
    old = started(ruth, 24 * HOUR + timedelta(seconds=1))
    assert waiting(Queue.UNSIGNED) == [old.pk]


def test_a_review_of_an_unsigned_note_holds_for_seven_days(ruth, ines):
    note = started(ruth, 30 * HOUR)
    review(ines, Queue.UNSIGNED, note.pk, NOW - 30 * HOUR)
    week, second = timedelta(days=7), timedelta(seconds=1)
    assert waiting(Queue.UNSIGNED) == []
    assert waiting(Queue.UNSIGNED, NOW + week - second) == []
    (back,) = queues.items_of(Queue.UNSIGNED, queues.open_rows(Queue.UNSIGNED, NOW + week))
    assert (back.id, back.happened_at) == (note.pk, NOW + week)
    assert back.what == "Session 1, Thu 3 Dec 2026: note not signed"
    # The second review holds as long as the first one did.
    review(ines, Queue.UNSIGNED, note.pk, back.happened_at, now=NOW + week)
    assert waiting(Queue.UNSIGNED, NOW + 2 * week - second) == []
    assert waiting(Queue.UNSIGNED, NOW + 2 * week) == [note.pk]


def test_a_review_of_an_account_holds_for_ninety_days_and_ends_with_its_use(ruth, ines):
    used, days, second = NOW - timedelta(days=91), timedelta(days=90), timedelta(seconds=1)
    User.objects.filter(pk=ruth.pk).update(last_login=used)
    review(ines, Queue.INACTIVE, ruth.pk, used, "On leave until spring")
    User.objects.exclude(pk=ruth.pk).update(last_login=NOW + days)
    assert waiting(Queue.INACTIVE, NOW + days - second) == []
    assert waiting(Queue.INACTIVE, NOW + days) == [ruth.pk]
    User.objects.filter(pk=ruth.pk).update(last_login=NOW + second)
    assert waiting(Queue.INACTIVE, NOW + days + second) == []
    assert waiting(Queue.INACTIVE, NOW + days + 2 * second) == [ruth.pk]


def overridden(ruth, at=NOW, state="overridden"):
    patient = people.patient("Anna Berg")
    return Finding.objects.create(
        screening=book.screening(patient, ruth, outcome="needs_decision"),
        rule="R08", tier="relative", verdict="fires", evidence="…", trigger="…", state=state,
        reason="Cardiologist agrees.", decided_by=ruth, decided_at=at,
    )  # fmt: skip


def test_overrides_wait_and_come_back_when_decided_again(ruth, ines):
    finding = overridden(ruth)
    assert waiting(Queue.OVERRIDES) == [finding.pk]
    review(ines, Queue.OVERRIDES, finding.pk, NOW)
    assert waiting(Queue.OVERRIDES) == []
    Finding.objects.filter(pk=finding.pk).update(decided_at=NOW + HOUR)
    assert waiting(Queue.OVERRIDES) == [finding.pk]


@pytest.mark.parametrize(
    ("queue", "action"),
    [(Queue.GLASS, "glass"), (Queue.GLASS, "restrict"), (Queue.EXPORTS, "export")],
)
def test_openings_and_exports_wait_with_their_reason(ruth, queue, action):
    anna = people.patient("Anna Berg")
    seen(ruth, anna)
    event = seen(ruth, anna, NOW, action=action, reason="She fainted")
    (item,) = queues.items_of(queue, queues.open_rows(queue, NOW))
    assert (item.id, item.patient, item.who) == (event.pk, anna, "Ruth Adler, MD")
    assert item.what.endswith("She fainted")


def test_an_account_waits_after_90_days_and_a_new_one_from_when_it_was_made(ruth, ben, ines):
    User.objects.filter(pk=ruth.pk).update(last_login=NOW - timedelta(days=90, seconds=1))
    User.objects.filter(pk=ben.pk).update(last_login=NOW - timedelta(days=90))
    User.objects.filter(pk=ines.pk).update(last_login=None, created_at=NOW - timedelta(days=91))
    assert waiting(Queue.INACTIVE) == [ruth.pk, ines.pk]
    User.objects.filter(pk=ruth.pk).update(is_active=False)
    assert waiting(Queue.INACTIVE) == [ines.pk]


def failures(user, times, at=NOW, address="198.51.100.7"):
    return [
        AccessEvent.objects.create(
            at=at + timedelta(seconds=number), user=user, action="sign_in_failed",
            view="account_login", address=address,
        ).pk
        for number in range(times)
    ]  # fmt: skip


def test_five_failures_in_a_row_wait_and_four_do_not(ruth, ben):
    failures(ruth, 4)
    last = failures(ben, 5)[-1]
    assert waiting(Queue.FAILED) == [last]


def test_a_sign_in_ends_the_row(ruth):
    failures(ruth, 4)
    seen(ruth, None, NOW + HOUR, action="sign_in")
    failures(ruth, 4, NOW + 2 * HOUR)
    assert waiting(Queue.FAILED, NOW + 3 * HOUR) == []


def test_failures_of_unknown_accounts_are_counted_by_address():
    last = failures(None, 5)[-1]
    failures(None, 4, address="198.51.100.8")
    assert waiting(Queue.FAILED) == [last]


def test_reviewed_failures_wait_again_after_the_next_one(ruth, ines):
    last = failures(ruth, 5)[-1]
    review(ines, Queue.FAILED, last, NOW + timedelta(seconds=4))
    assert waiting(Queue.FAILED) == []
    assert waiting(Queue.FAILED, NOW) == []
    (next_one,) = failures(ruth, 1, NOW + HOUR)
    assert waiting(Queue.FAILED, NOW + HOUR) == [next_one]


def review(by, queue, item_id, happened_at, comment="Talked with her", now=NOW):
    return mark_reviewed(
        queue=queue, item_id=item_id, happened_at=happened_at, comment=comment, by=by, now=now
    )


def test_what_is_not_open_cannot_be_reviewed(ruth, ines):
    finding = overridden(ruth)
    for item, at in ((finding.pk, NOW + HOUR), (finding.pk + 1, NOW)):
        with pytest.raises(ValidationError, match="not on the list any more"):
            review(ines, Queue.OVERRIDES, item, at)
    assert not Review.objects.exists()


def test_a_review_is_never_changed(ruth, ines):
    kept = review(ines, Queue.OVERRIDES, overridden(ruth).pk, NOW)
    for change in (lambda rows: rows.update(comment="Nothing"), lambda rows: rows.delete()):
        with pytest.raises(Exception, match="append_only"), transaction.atomic():
            change(Review.objects.filter(pk=kept.pk))


def test_marking_asks_for_a_comment_and_takes_it_off_the_list(signed_in, ruth, ines):
    event = seen(ruth, people.patient("Anna Berg"), NOW, action="export")
    client = signed_in(ines)
    address = reverse("mark-reviewed", args=["exports", event.pk])
    sent = {"comment": "", "revision": as_microseconds(event.at)}
    assert client.post(address, sent).context["form"].errors == {
        "comment": ["This field is required."]
    }
    response = client.post(address, sent | {"comment": "She asked for it"})
    assert response.url == reverse("review-queue", args=["exports"])
    kept = Review.objects.get()
    assert (kept.queue, kept.item_id, kept.happened_at) == ("exports", event.pk, NOW)
    assert (kept.reviewed_by, kept.comment) == (ines, "She asked for it")
    assert list(client.get(response.url).context["page"]) == []
    done = client.get(response.url, {"show": "reviewed"})
    assert list(done.context["page"]) == [kept]


def test_marking_what_was_just_reviewed_is_said(signed_in, ruth, ines):
    event = seen(ruth, None, NOW, action="export")
    review(ines, Queue.EXPORTS, event.pk, NOW)
    address = reverse("mark-reviewed", args=["exports", event.pk])
    response = signed_in(ines).post(address, {"comment": "x", "revision": 1}, follow=True)
    assert f"{ines} reviewed it on" in response.content.decode()
    assert Review.objects.count() == 1


@pytest.mark.parametrize("queue", ["nothing", "EXPORTS", "'"])
def test_a_queue_that_there_is_not_is_not_found(signed_in, ines, queue):
    client = signed_in(ines)
    assert client.get(reverse("review-queue", args=[queue])).status_code == 404
    assert client.get(reverse("mark-reviewed", args=[queue, 1])).status_code == 404


@pytest.mark.parametrize("page", ["home", "review-queues", "record-review"])
def test_the_pages_of_administrators_count_what_waits(monkeypatch, signed_in, ruth, ines, page):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    overridden(ruth)
    context = signed_in(ines).get(reverse(page)).context
    counts = (context["admin"] if page == "home" else context)["waiting"]
    assert {queue.value: count for queue, count in counts if count} == {"overrides": 1}
    assert len(counts) == 7


# Of a page, with those for session and account.
QUERIES = {
    Queue.UNSIGNED: 3,
    Queue.OVERRIDES: 3,
    Queue.GLASS: 4,
    Queue.EXPORTS: 4,
    Queue.LATE: 3,
    Queue.INACTIVE: 3,
    Queue.FAILED: 4,
}


@pytest.mark.parametrize("rows", [1, 3])
def test_a_queue_costs_the_same_however_long(monkeypatch, signed_in, ines, ruth, rows):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for number in range(rows):
        patient = people.patient(f"Carl Voss{number}")
        seen(ruth, patient, NOW, action="glass")
        seen(ruth, patient, NOW, action="export")
        started(ruth, (25 + number) * HOUR)
        signed_late(ruth, 24 * HOUR + (1 + number) * SECOND)
        overridden(ruth)
        failures(people.front_desk(f"Ben {number}", last_login=NOW), 5, NOW - HOUR)
        people.front_desk(f"Dora {number}", last_login=NOW - timedelta(days=91))
    client = signed_in(ines)
    counted, listed = {}, {}
    for queue in Queue:
        with CaptureQueriesContext(connection) as asked:
            response = client.get(reverse("review-queue", args=[queue]))
        counted[queue], listed[queue] = len(asked), len(response.context["page"])
    assert counted == QUERIES
    assert listed == dict.fromkeys(Queue, rows)


def signed_late(ruth, took, treated_on=None):
    record = started(ruth, took, **({"treated_on": treated_on} if treated_on else {}))
    screening = book.screening(record.session.plan.patient, ruth, kind="day")
    SessionRecord.objects.filter(pk=record.pk).update(
        signed_at=NOW, signed_by=ruth, screening=screening, reaction="none"
    )
    return record


def test_an_entry_is_late_if_it_is_signed_more_than_24_hours_after_it_was_begun(ruth):
    signed_late(ruth, 24 * HOUR)
    late = signed_late(ruth, 24 * HOUR + SECOND)
    assert waiting(Queue.LATE) == [late.pk]


def test_an_entry_is_late_if_it_is_begun_after_the_midnight_of_the_clinic(ruth):
    assert timezone.localtime(NOW).hour == 8
    midnight, treated_on = 8 * HOUR, NOW.date() - timedelta(days=1)
    signed_late(ruth, midnight + SECOND, treated_on)
    late = signed_late(ruth, midnight, treated_on)
    assert waiting(Queue.LATE) == [late.pk]


def test_failures_of_30_days_ago_are_counted_and_older_ones_are_not(ruth, ben):
    days = timedelta(days=30)
    last = failures(ruth, 5, NOW - days)[-1]
    failures(ben, 5, NOW - days - SECOND)
    assert waiting(Queue.FAILED) == [last]


def test_a_row_of_failures_says_how_long_it_is(ruth):
    failures(ruth, 7, NOW - HOUR)
    failures(None, 5, NOW - HOUR)
    items = queues.items_of(Queue.FAILED, queues.open_rows(Queue.FAILED, NOW))
    assert [(item.who, item.what.split(",")[0]) for item in items] == [
        ("Ruth Adler, MD", "7 in a row"),
        ("Unknown account", "5 in a row"),
    ]
