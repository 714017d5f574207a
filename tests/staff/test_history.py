"""Every change is kept with who made it, also where no request asked for it."""

import os
import subprocess
import sys
from pathlib import Path

import pghistory
import pytest
from django.db import connection, transaction
from pghistory.models import Context
from procrastinate.contrib.django import app

from staff.history import by_command, by_job
from staff.models import User

ROOT = Path(__file__).resolve().parent.parent.parent
# They work on the queue itself, which is no record.
OF_THE_QUEUE = {"remove_old_jobs", "retry_stalled_jobs"}


def said_of_last_change(user):
    change = User.objects.get(pk=user.pk).events.latest("pgh_id")
    return Context.objects.get(pk=change.pgh_context_id).metadata


def rename(user, full_name):
    User.objects.filter(pk=user.pk).update(full_name=full_name)


def test_a_change_by_a_job_names_the_job(ben):
    @by_job
    def rename_everybody():
        rename(ben, "Ben Castle")

    rename_everybody()
    assert said_of_last_change(ben) == {"job": "rename_everybody"}


def test_a_change_by_a_command_names_it_and_who_started_it(ben, monkeypatch):
    monkeypatch.setenv("LOGNAME", "operator")
    with by_command("tidy_up"):
        rename(ben, "Ben Castle")
    assert said_of_last_change(ben) == {"command": "manage.py tidy_up", "system_user": "operator"}


def test_every_job_of_ours_keeps_its_name():
    app.perform_import_paths()
    ours = {
        name: task
        for name, task in app.tasks.items()
        if not name.startswith(("builtin", "procrastinate")) and name not in OF_THE_QUEUE
    }
    assert ours
    assert [name for name, task in ours.items() if not hasattr(task.func, "keeps_its_name")] == []


def test_what_is_known_later_in_a_request_changes_nothing_that_was_kept_before(ben):
    with pghistory.context(user=None):
        rename(ben, "Ben Castle")
        first = User.objects.get(pk=ben.pk).events.latest("pgh_id").pgh_context_id
        pghistory.context(user=ben.pk)
        rename(ben, "Ben Castillo")
        second = User.objects.get(pk=ben.pk).events.latest("pgh_id").pgh_context_id
        rename(ben, "Benjamin Castillo")
        third = User.objects.get(pk=ben.pk).events.latest("pgh_id").pgh_context_id
    assert Context.objects.get(pk=first).metadata == {"user": None}
    assert Context.objects.get(pk=second).metadata == {"user": ben.pk}
    assert second == third


@pytest.mark.parametrize(
    "statement", ["UPDATE pghistory_context SET metadata = '{}'", "DELETE FROM pghistory_context"]
)
def test_who_made_a_change_is_never_changed(ben, statement):
    with by_command("tidy_up"):
        rename(ben, "Ben Castle")
    with (
        pytest.raises(Exception, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_command_started_by_hand_is_named_in_the_history():
    database = connection.settings_dict
    who = f"{database['USER']}:{database['PASSWORD']}"
    url = f"postgres://{who}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    code = (
        "from staff.models import User;"
        "User.objects.create(email='ada@clinic.example', full_name='Ada Quinn')"
    )
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "LOGNAME": "operator"},
        check=True,
    )
    ada = User.objects.get(full_name="Ada Quinn")
    assert said_of_last_change(ada) == {"command": "manage.py shell", "system_user": "operator"}
