"""Large files are read and taken in by the job worker."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from patients.models import Document, Problem, Referral, Upload
from records import jobs
from records.fhir import uploads
from records.fhir.filing import file_referral
from records.fhir.uploads import GO_ON, hand_in, take_in, throw_away, throw_away_old
from staff import clock
from staff.models import User
from tests import people
from tests.bad_input.referrals import bundle
from tests.clinic.test_jobs import clean, work  # noqa: F401 - `clean` empties the queue afterwards

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Upload:
    monkeypatch.setattr(uploads, "AT_ONCE", 10)
    return handed_in(people.front_desk())


def handed_in(by: User) -> Upload:
    content = BytesIO(bundle("Nina", "Abel"))
    return hand_in(file=content, name="n.json", by=by, now=clock.now(), today=clock.today())


def waiting_jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name=GO_ON, status="todo").count()


def test_worker_reads_the_file_and_later_takes_it_in(large: Upload) -> None:
    assert (large.state, waiting_jobs()) == ("reading", 1)
    work()
    large.refresh_from_db()
    assert (large.state, large.result["counts"]["total"]["added"]) == ("ready", 1)
    assert not Document.objects.exists()

    take_in(upload=large, now=clock.now(), today=clock.today())
    large.refresh_from_db()
    assert (large.state, waiting_jobs()) == ("taking", 1)
    work()
    large.refresh_from_db()
    assert (large.state, bytes(large.content)) == ("taken", b"")
    assert Problem.objects.waiting().count() == 1


def test_job_that_runs_twice_or_finds_nothing_does_no_harm(large: Upload) -> None:
    work()
    jobs.go_on_with_upload(large.pk)
    large.refresh_from_db()
    assert large.state == "ready"
    throw_away(upload=large)
    jobs.go_on_with_upload(large.pk)
    assert not Upload.objects.exists()


def test_forgotten_files_are_thrown_away_after_a_day(large: Upload) -> None:
    assert throw_away_old(now=clock.now() + timedelta(hours=23)) == 0
    assert throw_away_old(now=clock.now() + timedelta(hours=25)) == 1
    assert not Upload.objects.exists()


def test_worker_files_a_large_document_where_somebody_says(large: Upload) -> None:
    nina = people.patient("Nina Abel", birth_date=date(1970, 2, 3))
    work()
    take_in(upload=large, now=clock.now(), today=clock.today())
    work()
    referral = Referral.objects.get()
    assert (referral.state, Problem.objects.count()) == ("unmatched", 0)

    desk = large.uploaded_by
    filed = file_referral(
        referral=referral, patient=nina, by=desk, now=clock.now(), today=clock.today()
    )
    assert filed is None
    work()
    referral.refresh_from_db()
    assert (referral.state, referral.patient, referral.matched_by) == ("waiting", nina, desk)
    assert Problem.objects.waiting().count() == 1
