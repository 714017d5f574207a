from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from staff.templatetags.prolo import day
from treatments.actions.adverse_events import GOES_ON, EventFacts
from treatments.forms.fields import Drawn, RevisionField
from treatments.forms.follow_ups import DayField
from treatments.models import AdverseEvent, Session

Outcome = AdverseEvent.Outcome


def _choice(label: str, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[("", "Choose"), *choices], required=False, **options
    )


class FactsForm(Drawn):
    """What is known of an event so far. What is missing or cannot be, the action says."""

    kind = _choice("What it is", AdverseEvent.Kind.choices)
    severity = forms.TypedChoiceField(
        label="Grade",
        choices=[("", "Choose"), *AdverseEvent.Severity.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    serious = forms.BooleanField(
        label="Serious: hospital stay, lasting harm, danger to life or death",
        required=False,
        help_text="Grade 4 and 5, a septic joint, anaphylaxis, pneumothorax, spinal cord injury "
        "and lasting harm are serious whether ticked or not.",
    )
    onset_on = DayField(label="Began on", required=False)
    outcome = _choice("How it stands", [o for o in Outcome.choices if o[0] in GOES_ON])
    next_look_on = DayField(label="Next look on", required=False)

    def facts(self) -> EventFacts:
        return EventFacts(**{name: self.cleaned_data[name] for name in FactsForm.base_fields})


class SessionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the sessions given: "Session 2, Mon 2 Nov 2026"."""

    def label_from_instance(self, session: Any) -> str:
        return f"Session {session.number}, {day(session.record.treated_on)}"


class ReportEventForm(FactsForm):
    """Asks what happened, after which session, and what was done at once."""

    session = SessionField(
        label="After which session",
        queryset=Session.objects.none(),
        required=False,
        empty_label="Not after a session",
    )
    description = forms.CharField(
        label="What happened",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    action = forms.CharField(
        label="What was done",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, sessions: QuerySet[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(SessionField, self.fields["session"]).queryset = sessions


class FollowEventForm(FactsForm):
    """One look at an open event."""

    revision = RevisionField()
    text = forms.CharField(
        label="Found and done",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class CloseEventForm(Drawn):
    """How it ended."""

    revision = RevisionField()
    outcome = forms.ChoiceField(
        label="How it ended",
        choices=[o for o in Outcome.choices if o[0] not in GOES_ON],
        widget=forms.RadioSelect,
        required=False,
    )
    closing_note = forms.CharField(
        label="Why it is closed, and what follows from it",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
