"""Asks for everything that a protocol says. What the source leaves out stays empty."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from treatments import anatomy, library
from treatments.forms.fields import FigureField, RevisionField, Rows, draw
from treatments.forms.lists import DaysField, FiguresField, LinesField, ListField, MonthsField
from treatments.library import Component, PublishedProtocol, Solution
from treatments.models import ProtocolVersion
from treatments.models.injectate import Injectate
from treatments.protocol_checks import MOST_SOLUTIONS, MOST_SUBSTANCES, SIDES_OF_CODES
from treatments.protocol_page import SIDE_OF_CODE
from treatments.stored_protocol import LISTS, SAME

PREFIX = "solutions"
CHOOSE = ("", "Choose")
NOT_SAID = ("", "Source does not say")
OF_A_SUBSTANCE = re.compile(r"(name|pct|pct_max)_(\d+)")


def longest(column: str) -> int:
    return int(ProtocolVersion._meta.get_field(column).max_length)  # type: ignore[union-attr, arg-type]


def words(label: str, column: str, rows: int = 0, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=longest(column), widget=widget, **options)


def number(label: str) -> forms.IntegerField:
    # What is possible is said in `protocol_checks`; this keeps out what no column could hold.
    return forms.IntegerField(label=label, min_value=0, max_value=32_767, required=False)


class ProtocolDraftForm(forms.Form):
    """Everything in a protocol but its solutions, which are a SolutionFormSet beside it."""

    revision = RevisionField()
    kind = forms.ChoiceField(label="Kind", choices=[CHOOSE, *library.KINDS.items()])
    condition = words("Condition", "condition")
    region = forms.ChoiceField(
        label="Region",
        choices=[
            CHOOSE,
            *((region.id, region.label) for region in anatomy.REGIONS.values()),
            (anatomy.ANY_REGION, "Any region"),
        ],
    )
    laterality = forms.BooleanField(label="A side must be chosen (right, left)", required=False)
    targets = LinesField(
        label="Targets, one a line",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    guidance = forms.ChoiceField(
        label="Guidance", choices=[NOT_SAID, *anatomy.GUIDANCE.items()], required=False
    )
    needle = words("Needle", "needle", required=False)
    sessions_min = number("Sessions, fewest")
    sessions_typical = number("Sessions, usual")
    sessions_max = number("Sessions, most")
    spacing_min_days = number("Days between, fewest")
    spacing_target_days = number("Days between, usual")
    spacing_max_days = number("Days between, most")
    schedule_days = DaysField(label="Days of the sessions", help_text="0, 28, 56, or 0, 4w, 8w")
    optional_schedule_days = DaysField(label="If needed also")
    schedule_months = MonthsField(label="Or in months", whole=True)
    followup_days = DaysField(
        label="Follow-up, days after the first session", help_text="35, 63, 84, or 5w, 9w, 12w"
    )
    followup_months = MonthsField(label="Or in months", help_text="2.5, 4, 6")
    followup_note = words("Or in words", "followup_note", required=False)
    outcomes = ListField(
        label="What was measured", help_text="Names with commas: WOMAC, VAS", max_length=400
    )
    suggested_outcomes = ListField(
        label="Scores we suggest", help_text="Our choice, not the source's.", max_length=400
    )
    minors = forms.BooleanField(label="Includes minors", required=False)
    age_min = forms.IntegerField(
        label="Youngest, years", min_value=0, max_value=120, required=False
    )
    age_max = forms.IntegerField(label="Oldest, years", min_value=0, max_value=120, required=False)
    entry_criterion = words("Before it is used", "entry_criterion", 2, required=False)
    requires_second_opinion = forms.BooleanField(
        label="A second opinion is required", required=False
    )
    stop_rule = words("Stop rule", "stop_rule", 2, required=False)
    adjunct = words("Together with", "adjunct", required=False)
    aftercare = words("Aftercare", "aftercare", 2, required=False)
    evidence = forms.ChoiceField(
        label="Grade",
        choices=[CHOOSE, *((grade.code, grade.label) for grade in library.EVIDENCE.values())],
    )
    evidence_note = words(
        "What was found", "evidence_note", 3, help_text="How many people, compared with what."
    )
    source = words("Source", "source", 2, help_text="Authors, year, journal, doi.")
    change_reason = words("What changes, and why", "change_reason", 2)

    def __init__(
        self,
        *args: Any,
        revised: bool = False,
        asks_kind: bool = True,
        first: bool = True,
        **kw: Any,
    ) -> None:
        """`revised`: a draft that stands already; `first`: version 1, which changes nothing."""
        super().__init__(*args, **kw)
        if not revised:
            del self.fields["revision"]
        if not asks_kind:
            del self.fields["kind"]
        if first:
            self.fields["change_reason"].required = False
            self.fields["change_reason"].label = "Why we write it"
        for side in SIDES_OF_CODES:
            self.fields[f"icd10_{side}"] = ListField(label=SIDE_OF_CODE[side])

    def codes(self) -> list[forms.BoundField]:
        return [self[f"icd10_{side}"] for side in SIDES_OF_CODES]

    @property
    def has_codes(self) -> bool:
        return any(field.value() or field.errors for field in self.codes())

    def content(self, solutions: tuple[Solution, ...], kind: str) -> PublishedProtocol:
        asked = self.cleaned_data
        codes = {side: asked[f"icd10_{side}"] for side in SIDES_OF_CODES if asked[f"icd10_{side}"]}
        return PublishedProtocol(
            id="",
            kind=asked.get("kind", kind),
            icd10=codes,
            solutions=solutions,
            **{name: asked[name] for name in (*SAME, *LISTS)},
        )

    @staticmethod
    def initial_of(says: PublishedProtocol) -> dict[str, Any]:
        codes = {f"icd10_{side}": found for side, found in says.icd10.items()}
        return {name: getattr(says, name) for name in ("kind", *SAME, *LISTS)} | codes


def substance(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[
            ("", "—"),
            *((code, name.capitalize()) for code, name in library.COMPONENTS.items()),
        ],
        required=False,
    )


def percentage(label: str) -> FigureField:
    return FigureField(label=label, max_digits=7, decimal_places=4, required=False, min_value=0)


def millilitres(label: str) -> FigureField:
    return FigureField(label=label, max_digits=6, decimal_places=3, required=False, min_value=0)


class SolutionForm(forms.Form):
    """One solution and the way it goes in; its substances are lines of three fields each."""

    route = forms.ChoiceField(label="Route", choices=[CHOOSE, *anatomy.ROUTES.items()])
    procedure = forms.ChoiceField(
        label="What is injected", choices=Injectate.Procedure.choices, required=False
    )
    volume_ml_per_site = millilitres("mL at each site")
    sites = number("Sites")
    volume_ml_total = millilitres("Or mL in all")
    volume_ml_total_max = millilitres("Or at most, mL in all")
    volumes_ml_by_site = FiguresField(label="Or mL site by site", help_text="0.4, 0.8, 0.8")
    sites_max = number("Or sites, at most")
    sites_per_joint = number("Or sites per joint")
    local_anaesthetic = forms.TypedChoiceField(
        label="Local anesthetic",
        choices=[NOT_SAID, ("no", "The source says: none"), ("yes", "The source says: used")],
        required=False,
        coerce=lambda said: said == "yes",
        empty_value=None,
    )
    recipe = forms.CharField(label="Recipe", max_length=200, required=False)
    note = forms.CharField(label="Note", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in range(MOST_SUBSTANCES):
            number = line + 1
            for name, field in (
                (f"name_{line}", substance(f"Substance {number}")),
                (f"pct_{line}", percentage(f"Strength of substance {number}, %")),
                (f"pct_max_{line}", percentage(f"Up to, substance {number}, %")),
            ):
                self.fields[name] = field
                draw(field)

    def has_changed(self) -> bool:
        """A row in which nothing but the first substance stands was not meant."""
        telling = (name for name in self.fields if name not in ("name_0", "DELETE"))
        return any(str(self[name].value() or "").strip() for name in telling)

    def clean(self) -> dict[str, Any]:
        for line in range(MOST_SUBSTANCES):
            strengths = (f"pct_{line}", f"pct_max_{line}")
            if not self.cleaned_data.get(f"name_{line}") and any(
                self.cleaned_data.get(name) is not None for name in strengths
            ):
                self.add_error(f"name_{line}", "Choose the substance that this strength is for.")
        return self.cleaned_data

    def substances(self) -> list[list[forms.BoundField]]:
        """The lines of the table: substance, strength, upper end of a range."""
        return [
            [self[f"name_{line}"], self[f"pct_{line}"], self[f"pct_max_{line}"]]
            for line in range(MOST_SUBSTANCES)
        ]

    def shown_substances(self) -> list[list[forms.BoundField]]:
        return self.substances()[:2]

    def more_substances(self) -> list[list[forms.BoundField]]:
        return self.substances()[2:]

    def has_more_substances(self) -> bool:
        return any(
            field.value() or field.errors for line in self.more_substances() for field in line
        )

    def has_details(self) -> bool:
        details = (
            "volume_ml_total_max", "volumes_ml_by_site", "sites_max", "sites_per_joint",
            "local_anaesthetic", "recipe", "note",
        )  # fmt: skip
        return any(self[name].value() or self[name].errors for name in details)

    @property
    def lines(self) -> list[int]:
        return [n for n in range(MOST_SUBSTANCES) if self.cleaned_data.get(f"name_{n}")]

    def solution(self) -> Solution:
        asked = self.cleaned_data
        plainly = [name for name in SolutionForm.base_fields if hasattr(Solution, name)]
        return Solution(
            components=tuple(self._component(line) for line in self.lines),
            **{name: asked[name] for name in plainly},
        )

    def _component(self, line: int) -> Component:
        asked = self.cleaned_data
        low, high = asked[f"pct_{line}"], asked[f"pct_max_{line}"]
        if high is None:
            return Component(name=asked[f"name_{line}"], pct=low)
        return Component(name=asked[f"name_{line}"], pct_min=low, pct_max=high)

    def field_of(self, name: str) -> str:
        """The field of what `protocol_checks` counts over the substances that are there."""
        found = OF_A_SUBSTANCE.fullmatch(name)
        place = int(found[2]) if found else 0
        if found is None or place >= len(self.lines):
            return name
        return f"{found[1]}_{self.lines[place]}"

    @staticmethod
    def initial_of(solution: Solution) -> dict[str, Any]:
        said = {False: "no", True: "yes", None: ""}[solution.local_anaesthetic]
        row = {name: getattr(solution, name, None) for name in SolutionForm.base_fields}
        row["local_anaesthetic"] = said
        for line, part in enumerate(solution.components):
            low = part.pct if part.pct is not None else part.pct_min
            row |= {
                f"name_{line}": part.name,
                f"pct_{line}": low,
                f"pct_max_{line}": part.pct_max,
            }
        return row


NEW_ROW = {"name_0": "dextrose"}


class BaseSolutionFormSet(Rows):
    """The solutions of one protocol; rows marked for removal and rows left empty do not count."""

    @property
    def empty_form(self) -> forms.Form:
        form: forms.Form = super().empty_form
        form.initial = NEW_ROW
        return form

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove this solution"
        # The first one too: a source may say nothing of what was injected.
        form.empty_permitted = True

    def kept(self) -> list[SolutionForm]:
        return [form for form in self.forms if form.cleaned_data and form not in self.deleted_forms]

    def solutions(self) -> tuple[Solution, ...]:
        return tuple(form.solution() for form in self.kept())

    def beside_lines(self, error: ValidationError) -> ValidationError:
        """The same error with each substance's fields named as on the page."""
        if not hasattr(error, "error_dict"):
            return error
        rows = self.kept()
        return ValidationError(
            {self._key(key, rows): said for key, said in error.message_dict.items()}
        )

    @staticmethod
    def _key(key: str, rows: list[SolutionForm]) -> str:
        prefix, _, rest = key.partition("-")
        place, _, name = rest.partition("-")
        if prefix != PREFIX or not name:
            return key
        return f"{PREFIX}-{place}-{rows[int(place)].field_of(name)}"


SolutionFormSet = forms.formset_factory(
    SolutionForm,
    formset=BaseSolutionFormSet,
    extra=0,
    max_num=MOST_SOLUTIONS,
    absolute_max=MOST_SOLUTIONS + 2,
    validate_max=True,
    can_delete=True,
)


class RetireProtocolForm(forms.Form):
    """Asks why a version is taken out of use, or discarded before."""

    reason = forms.CharField(label="Why", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def rows_of(says: PublishedProtocol | None) -> list[Mapping[str, Any]]:
    if says is None or not says.solutions:
        return [NEW_ROW]
    return [SolutionForm.initial_of(solution) for solution in says.solutions]
