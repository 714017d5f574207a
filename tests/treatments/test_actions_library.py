from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from tests import people
from tests.treatments.builders import NOW, protocol
from tests.treatments.own_protocols import in_use
from treatments import library
from treatments.actions.library import load_published
from treatments.actions.protocols import retire_protocol
from treatments.models import ProtocolVersion
from treatments.stored_protocol import as_printed, codes_for, solutions_of

pytestmark = pytest.mark.django_db


def changed(monkeypatch, code, **fields):
    """The published library with one entry reading differently, or gone."""
    kept = [
        replace(protocol, **fields) if protocol.id == code else protocol
        for protocol in library.published()
        if fields or protocol.id != code
    ]
    monkeypatch.setattr(library, "published", lambda: tuple(kept))


def test_all_published_protocols_are_put_into_use():
    done = load_published(now=NOW)

    assert (done.added, done.changed, done.kept, done.retired) == (35, 0, 0, 0)
    assert ProtocolVersion.objects.usable().count() == 35
    assert set(ProtocolVersion.objects.values_list("approved_at", flat=True)) == {NOW}


def test_every_figure_comes_back_as_printed():
    load_published(now=NOW)

    for version in ProtocolVersion.objects.select_related("protocol"):
        printed = library.protocol(version.protocol.code)
        assert solutions_of(version) == printed.solutions
        assert tuple(version.followup_months) == printed.followup_months
        assert tuple(version.schedule_days) == printed.schedule_days
        assert version.sessions_typical == printed.sessions_typical
        assert version.source == printed.source
        assert as_printed(version) == printed


def test_loading_again_changes_nothing():
    load_published(now=NOW)
    done = load_published(now=NOW)

    assert (done.added, done.changed, done.kept, done.retired) == (0, 0, 35, 0)
    assert ProtocolVersion.objects.count() == 35


def test_a_changed_entry_becomes_the_next_version_and_the_old_one_is_retired(monkeypatch):
    load_published(now=NOW)
    changed(monkeypatch, "knee_oa_whole_joint", sessions_max=6)
    done = load_published(now=NOW)

    versions = ProtocolVersion.objects.filter(protocol__code="knee_oa_whole_joint")
    assert (done.changed, done.kept) == (1, 34)
    assert list(versions.order_by("number").values_list("number", "state", "sessions_max")) == [
        (1, "retired", 5),
        (2, "active", 6),
    ]
    assert versions.get(number=1).retired_reason == "This release prints the protocol differently."


def test_an_entry_that_is_gone_is_retired_and_can_come_back(monkeypatch):
    load_published(now=NOW)
    with monkeypatch.context() as patch:
        changed(patch, "low_back_p2g")
        assert load_published(now=NOW).retired == 1
    assert not ProtocolVersion.objects.usable().filter(protocol__code="low_back_p2g").exists()

    assert load_published(now=NOW).added == 1
    assert ProtocolVersion.objects.usable().get(protocol__code="low_back_p2g").number == 2


def test_a_version_that_the_clinic_wrote_itself_is_left_alone(monkeypatch, ruth):
    load_published(now=NOW)
    own = in_use(ruth, people.physician("Omar Haddad"), protocol("knee_oa_whole_joint").protocol)
    changed(monkeypatch, "knee_oa_whole_joint", sessions_max=6)

    done = load_published(now=NOW)

    assert (done.added, done.changed, done.kept, done.retired) == (0, 0, 35, 0)
    own.refresh_from_db()
    assert (own.number, own.state) == (2, "active")


def test_what_somebody_at_the_clinic_retired_does_not_come_back(ines):
    retire_protocol(version=protocol("low_back_p2g"), by=ines, now=NOW, reason="We do not do it")

    assert load_published(now=NOW).kept == 35
    assert not ProtocolVersion.objects.usable().filter(protocol__code="low_back_p2g").exists()


def test_an_approved_version_cannot_be_changed_in_the_database():
    load_published(now=NOW)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        ProtocolVersion.objects.update(sessions_max=9)


def test_a_figure_that_the_source_does_not_give_stays_empty():
    load_published(now=NOW)
    whole = ProtocolVersion.objects.get(protocol__code="knee_oa_whole_joint")
    inside, outside = solutions_of(whole)

    assert inside.component("dextrose").pct == Decimal("25.0")
    assert outside.sites is None
    assert whole.spacing_min_days is None
    assert codes_for(whole, "right") == ["M17.11", "M17.9"]


def test_the_command_says_what_it_did(capsys):
    call_command("load_protocols")
    assert capsys.readouterr().out == (
        "Protocol library: 35 added, 0 changed, 0 unchanged, 0 retired.\n"
    )
