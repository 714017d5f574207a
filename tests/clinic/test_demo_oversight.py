"""What the administrators of the demo find to look after, with its first patients alone."""

import io
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from patients.models import GlassOpening, RecordRequest, Restriction, Scan
from records.audit.present import strays
from records.models import AuditSeal, Review
from records.review import queues
from staff import clock
from staff.models import AccessEvent

NOW = datetime(2026, 11, 18, 15, 40, tzinfo=UTC)  # a Wednesday morning in New York
TODAY = date(2026, 11, 18)


@pytest.mark.django_db
def test_administrators_find_something_of_each_kind(settings, tmp_path, monkeypatch) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("PROLO_DEMO_PASSWORD", "wooden spoons for all")

    call_command("seed_demo", patients=3, stdout=io.StringIO())

    waiting = {queue.value: count for queue, count in queues.counts(NOW) if count}
    assert (waiting["glass"], waiting["exports"], waiting["failed"]) == (2, 1, 1)
    assert Review.objects.get().queue == "exports"
    opening = GlassOpening.objects.get()
    assert opening.restriction == Restriction.objects.in_force().get()
    assert opening.expires_at < NOW
    dues = RecordRequest.objects.open().values_list("due_on", flat=True)
    assert [(due - TODAY).days for due in dues] == [3, 48]
    assert Scan.objects.count() == 2
    assert not AccessEvent.objects.filter(at__gt=NOW).exists()
    assert AuditSeal.objects.exists()
    assert list(strays()) == []
