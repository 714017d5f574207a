from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from treatments import scores
from treatments.deviations import Deviation
from treatments.entry import Entry
from treatments.forms.fields import RevisionField
from treatments.forms.targets import REGIONS, SIDES
from treatments.models import Plan, PlanVersion
from treatments.plan_content import PlanContent
from treatments.preparation import LONGEST, lines_of, suggestions, with_lines

MOST_FOLLOW_UPS = 6
LATEST_FOLLOW_UP = 1100  # days; three years


class DraftPlanForm(forms.Form):
    """Asks for what, where and from which protocol; the page lists the protocols."""

    protocol = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    region = forms.ChoiceField(
        label="Region",
        choices=[("", "As in the protocol"), *REGIONS],
        required=False,
        help_text="Needed for a blank plan, or for a protocol that fits any region.",
    )
    side = forms.ChoiceField(
        label="Side",
        choices=[("", "Choose the side"), *SIDES],
        required=False,
        help_text="The spine may be treated in the midline.",
    )
    indication = forms.CharField(
        label="Indication",
        max_length=300,
        required=False,
        help_text="Left empty, the protocol's condition is taken.",
    )
    indication_code = forms.CharField(
        label="ICD-10-CM code",
        max_length=10,
        required=False,
        help_text="For example M17.11. It can be added later.",
    )

    def clean_indication_code(self) -> str:
        return str(self.cleaned_data["indication_code"]).upper()


def days(label: str, most: int = 365, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=most, help_text=help_text)


class EntryField(forms.TypedChoiceField):
    """Yes, no, or not said yet."""

    WORDS = {True: "yes", False: "no", None: ""}

    def __init__(self) -> None:
        super().__init__(
            label="Is the protocol's entry criterion met?",
            choices=[("yes", "Yes, it is met"), ("no", "No")],
            coerce=lambda value: value == "yes",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
        )

    def prepare_value(self, value: Any) -> Any:
        return self.WORDS[value] if isinstance(value, bool) else value


class PlanForm(forms.Form):
    """Asks for everything in a plan but its targets; for its entry where the protocol does."""

    revision = RevisionField()
    indication = forms.CharField(label="Indication", max_length=300)
    indication_code = forms.CharField(
        label="ICD-10-CM code",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"list": "codes", "autocomplete": "off"}),
    )
    region = forms.ChoiceField(label="Region", choices=REGIONS)
    side = forms.ChoiceField(
        label="Side", choices=[("", "Choose the side"), *SIDES], required=False
    )
    goal = forms.CharField(label="Goal agreed with the patient", max_length=300, required=False)
    entry_met = EntryField()
    entry_reason = forms.CharField(
        label="Why the protocol is used all the same",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sessions_min = days("Fewest", 20)
    sessions_target = days("Planned", 20)
    sessions_max = days("Most", 20)
    spacing_min_days = days("Fewest days")
    spacing_target_days = days("Aimed at, days")
    spacing_max_days = days("Most days")
    followup_days = forms.CharField(
        label="Follow-up visits, days after the last session",
        max_length=60,
        required=False,
        help_text="Up to 6, with commas: 42, 180",
    )
    instruments = forms.MultipleChoiceField(
        label="Scores to take",
        choices=[(code, instrument.name) for code, instrument in scores.INSTRUMENTS.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
    )
    preparation = forms.CharField(
        label="Before each session",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One line for each thing, in words for the patient: they are printed as they "
        "are on the preparation sheet.",
    )
    preparation_lines = forms.MultipleChoiceField(
        label="Take over",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    note = forms.CharField(
        label="Note",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, entry: Entry, nsaid_days: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.suggested = suggestions(nsaid_days=nsaid_days)
        lines: Any = self.fields["preparation_lines"]
        lines.choices = list(self.suggested.items())
        if not entry.criterion:
            del self.fields["entry_met"]
        if not entry.is_asked:
            del self.fields["entry_reason"]

    @property
    def instruments_first(self) -> list[Any]:
        """Tick boxes of what is asked of everyone and of what is ticked already."""
        return [box for box in self["instruments"].subwidgets if _asked_first(box)]

    @property
    def instruments_more(self) -> list[Any]:
        return [box for box in self["instruments"].subwidgets if not _asked_first(box)]

    def clean_indication_code(self) -> str:
        return str(self.cleaned_data["indication_code"]).upper()

    def clean_followup_days(self) -> tuple[int, ...]:
        parts = str(self.cleaned_data["followup_days"]).replace(";", ",").split(",")
        found = []
        for part in filter(None, (part.strip() for part in parts)):
            if not (part.isascii() and part.isdecimal()):
                raise ValidationError(f"“{part}” is not a number of days.")
            if not 1 <= int(part) <= LATEST_FOLLOW_UP:
                raise ValidationError(f"Each visit must be 1 to {LATEST_FOLLOW_UP} days later.")
            found.append(int(part))
        if len(set(found)) > MOST_FOLLOW_UPS:
            raise ValidationError(f"At most {MOST_FOLLOW_UPS} follow-up visits.")
        return tuple(sorted(set(found)))

    @property
    def lines_to_take_over(self) -> list[Any]:
        """Tick boxes of the suggestions that the plan does not have yet."""
        there = lines_of(str(self["preparation"].value() or ""))
        boxes = self["preparation_lines"].subwidgets
        return [box for box in boxes if box.choice_label not in there]

    def content(self) -> PlanContent:
        asked = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        ticked = [self.suggested[code] for code in asked.pop("preparation_lines")]
        asked["preparation"] = with_lines(asked["preparation"], ticked)
        return PlanContent(**asked | {"instruments": tuple(asked["instruments"])})

    @staticmethod
    def initial_of(version: PlanVersion) -> dict[str, Any]:
        asked = set(PlanForm.base_fields) - {"followup_days", "preparation_lines"}
        return {name: getattr(version, name) for name in asked} | {
            "followup_days": ", ".join(str(day) for day in version.followup_days)
        }


def _asked_first(box: Any) -> bool:
    return box.data["selected"] or box.data["value"] in scores.FOLLOW_UP_SET


class ReasonsForm(forms.Form):
    """One reason for each place where the plan leaves its protocol."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        left: Sequence[Deviation],
        stored: Iterable[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(data)
        given = {row["key"]: row["reason"] for row in stored}
        for deviation in left:
            self.fields[f"reason-{deviation.key}"] = forms.CharField(
                label=deviation.field,
                max_length=300,
                required=False,
                initial=given.get(deviation.key, ""),
                help_text=f"Protocol: {deviation.protocol}. Plan: {deviation.plan}.",
            )

    def reasons(self) -> dict[str, str]:
        """Deviation.key -> reason; one that is too long counts as not given."""
        self.is_valid()
        return {name.removeprefix("reason-"): value for name, value in self.cleaned_data.items()}


class RevisionForm(forms.Form):
    """The state of the record that the page was opened on, for pages with nothing else to ask."""

    revision = RevisionField()


class RevisePlanForm(forms.Form):
    """Asks what changes and why."""

    reason = forms.CharField(
        label="What changes, and why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the record with the new version.",
    )


class DiscardRevisionForm(forms.Form):
    """Asks why a revision is not signed."""

    revision = RevisionField()
    reason = forms.CharField(
        label="Why the revision is given up",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the record with what was written.",
    )


class ClosePlanForm(forms.Form):
    """Asks how the plan ends."""

    revision = RevisionField()
    state = forms.ChoiceField(
        label="How does it end?",
        choices=[
            (Plan.State.COMPLETED, "Completed: the course was given as planned"),
            (Plan.State.STOPPED, "Stopped: no more sessions"),
            (Plan.State.CANCELLED, "Cancelled: no session was given"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Reason", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
