"""A practitioner's own calendar address: made, replaced, revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from scheduling.models import CalendarFeed
from staff.capabilities import Capability
from staff.models import User

SECRET_BYTES = 32
# Calendars ask every few minutes; that they do is worth one write an hour.
NOTE_READING_EVERY = timedelta(hours=1)


@transaction.atomic
def make_feed(*, by: User, now: datetime) -> str:
    """The secret of a new address, told this once; an earlier address ends."""
    if not by.can(Capability.TREAT):
        raise ValidationError("Only those who treat patients have a calendar of visits.")
    revoke_feed(by=by, now=now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = CalendarFeed(practitioner=by, secret_hash=hash_of(secret))
    feed.full_clean()
    feed.save()
    return secret


@transaction.atomic
def revoke_feed(*, by: User, now: datetime) -> bool:
    """Whether there was an address to end."""
    # Two buttons pressed at once must not both find nothing to end.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    return bool(
        CalendarFeed.objects.filter(practitioner=by, revoked_at=None).update(revoked_at=now)
    )


def note_reading(feed: CalendarFeed, *, now: datetime) -> None:
    """When a calendar last asked, to the hour."""
    old = Q(last_read_at=None) | Q(last_read_at__lt=now - NOTE_READING_EVERY)
    CalendarFeed.objects.filter(old, pk=feed.pk).update(last_read_at=now)


def hash_of(secret: str) -> str:
    """The secret is random and long: one round of hashing keeps it, and finds it by index."""
    return hashlib.sha256(secret.encode()).hexdigest()
