from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

# Of each state, those before it.
BEFORE = {
    "booked": ["requested"],
    "confirmed": ["requested", "booked"],
    "arrived": ["requested", "booked", "confirmed"],
    "in_room": ["requested", "booked", "confirmed", "arrived"],
    "observing": ["requested", "booked", "confirmed", "arrived", "in_room"],
    "done": ["requested", "booked", "confirmed", "arrived", "in_room", "observing"],
    "cancelled": ["requested", "booked", "confirmed", "arrived", "in_room", "observing", "done"],
    "no_show": [
        "requested", "booked", "confirmed", "arrived", "in_room", "observing", "done", "cancelled",
    ],
}  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0004_hours_revised"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Not valid: the steps back of the time before, which nobody asked the reason of, stay.
        AddConstraintNotValid(
            model_name="statechange",
            constraint=models.CheckConstraint(
                name="state_change_back_with_reason",
                condition=Q(
                    ~Q(reason=""),
                    ~Q(
                        *(Q(from_state=now, to_state__in=then) for now, then in BEFORE.items()),
                        _connector="OR",
                    ),
                    _connector="OR",
                ),
                violation_error_message="Say why the visit goes back a step.",
            ),
        ),
    ]
