import pytest
from django.db import connection

from staff.models import User
from staff.prepared import Among, planned_once

pytestmark = pytest.mark.django_db


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%ANY%%'")
        return cursor.fetchone()[0]


def names_of(*ids):
    return set(User.objects.filter(Among("pk", ids)).values_list("full_name", flat=True))


def test_one_id_and_three_are_one_statement_which_is_planned_once(ruth, ben, ines):
    with planned_once():
        assert names_of(ruth.pk) == {ruth.full_name}
        assert names_of(ruth.pk, ben.pk, ines.pk) == {each.full_name for each in (ruth, ben, ines)}
    assert prepared() == 1


def test_among_none_there_is_nobody(ruth):
    assert names_of() == set()


def test_outside_nothing_is_prepared(ruth):
    with planned_once():
        pass
    assert names_of(ruth.pk) == {ruth.full_name}
    assert prepared() == 0


def test_where_connections_are_pooled_nothing_is_prepared(ruth, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with planned_once():
        assert names_of(ruth.pk) == {ruth.full_name}
    assert prepared() == 0


def test_a_plan_is_kept_whatever_is_asked_for():
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("force_generic_plan",)
