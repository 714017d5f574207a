from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

import records.jobs  # noqa: F401  the worker imports both by the settings
import scheduling.jobs  # noqa: F401
from clinic import jobs

pytestmark = pytest.mark.django_db(transaction=True)


def work() -> None:
    """Do every job that waits, as the job worker does, and come back."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def execute(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def states() -> dict[str, str]:
    # By name, for the worker adds periodic jobs whose minute has come.
    return dict(ProcrastinateJob.objects.values_list("task_name", "status"))


def test_the_worker_knows_when_to_do_the_housekeeping() -> None:
    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}

    assert crons == {
        "forget_expired_sessions": "17 7 * * *",
        "send_due_messages": "* * * * *",
        "remove_old_jobs": "27 7 * * *",
        "retry_stalled_jobs": "*/5 * * * *",
        "seal_audit": "*/5 * * * *",
        "throw_away_old_uploads": "37 7 * * *",
    }


def test_expired_sessions_are_forgotten_and_others_kept() -> None:
    now = datetime.now(UTC)
    for key, days in (("expired", -1), ("valid", 1)):
        Session.objects.create(session_key=key, expire_date=now + timedelta(days=days))
    jobs.forget_expired_sessions.defer(timestamp=0)
    work()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["valid"]
    assert states()["forget_expired_sessions"] == "succeeded"


def test_a_job_of_a_worker_that_died_is_done_by_the_next() -> None:
    jobs.forget_expired_sessions.defer(timestamp=0)
    execute(
        "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
        " VALUES (now() - interval '1 hour') RETURNING id)"
        " UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM dead)"
    )
    jobs.retry_stalled_jobs.defer(timestamp=0)
    work()

    assert states()["retry_stalled_jobs"] == "succeeded"
    assert states()["forget_expired_sessions"] == "succeeded"


def test_jobs_finished_a_month_ago_are_removed() -> None:
    jobs.forget_expired_sessions.defer(timestamp=0)
    work()
    execute("UPDATE procrastinate_events SET at = now() - interval '31 days'")
    jobs.remove_old_jobs.defer(timestamp=0)
    work()

    assert states()["remove_old_jobs"] == "succeeded"
    assert "forget_expired_sessions" not in states()
