"""All thresholds of the clinic in one form, each with the range that the policy admits."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any, cast

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.http import QueryDict

from patients.forms.fields import laid_out
from patients.models import ScreeningPolicy
from patients.policy import read_policy
from patients.rules import Policy
from patients.thresholds import Threshold, grouped, plain, second_signature_choices, with_unit
from staff.meanwhile import Difference, Meanwhile

ALL = "all"


class ScreeningPolicyForm(forms.Form):
    """`revision` is the number of the version that was on the screen, 0 for the published one."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    second_signature = forms.MultipleChoiceField(
        label="Overrides that a second physician signs too",
        choices=second_signature_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Until then such an override does not count.",
    )
    reason = forms.CharField(
        label="Why the thresholds change",
        max_length=500,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is kept with the new version, with your name and the time.",
    )

    def __init__(
        self, *args: Any, policy: Policy, number: int, published: str = "", **kwargs: Any
    ) -> None:
        """`published`: name of the threshold to set back, or ALL; only fills the form in."""
        groups = grouped(policy)
        thresholds = [threshold for _, members in groups for threshold in members]
        initial: dict[str, Any] = {
            threshold.name: plain(
                threshold.published if published in (threshold.name, ALL) else threshold.value
            )
            for threshold in thresholds
        }
        signed = Policy().second_signature if published == ALL else policy.second_signature
        initial |= {"revision": number, "second_signature": sorted(signed)}
        super().__init__(*args, **kwargs)
        self.initial = initial
        self.names = [threshold.name for threshold in thresholds]
        for threshold in thresholds:
            self.fields[threshold.name] = _field(threshold)
        self.helper = laid_out(
            "revision",
            *(_section(title, [member.name for member in members]) for title, members in groups),
            Fieldset("Second signature", "second_signature"),
            Fieldset("Reason", "reason"),
        )

    def values(self) -> dict[str, Decimal | int | Collection[str]]:
        """What the action takes."""
        found: dict[str, Decimal | int | Collection[str]] = {
            name: self.cleaned_data[name] for name in self.names
        }
        return found | {"second_signature": frozenset(self.cleaned_data["second_signature"])}

    def go_on_from(self, version: ScreeningPolicy | None) -> None:
        """Keep what was typed, list what is in force now, and let the next sending count."""
        policy = read_policy(version)
        data = cast(QueryDict, self.data).copy()
        data["revision"] = str(version.number if version else 0)
        self.data = data
        typed = self.cleaned_data
        found = [
            Difference(
                threshold.setting.label,
                threshold.words,
                with_unit(Decimal(typed[threshold.name]), threshold.setting),
            )
            for _, members in grouped(policy)
            for threshold in members
            if threshold.value != typed[threshold.name]
        ]
        if set(policy.second_signature) != set(typed["second_signature"]):
            found.append(
                Difference(
                    "Second signature",
                    _rules(policy.second_signature),
                    _rules(typed["second_signature"]),
                )
            )
        self.meanwhile = Meanwhile(
            str(version.changed_by) if version else "",
            version.changed_at if version else None,
            found,
        )


def _rules(named: Collection[str]) -> str:
    return ", ".join(sorted(named)) or "No rule"


def _field(threshold: Threshold) -> forms.Field:
    setting = threshold.setting
    outside = f"Between {setting.lowest} and {with_unit(Decimal(setting.highest), setting)}."
    asked: dict[str, Any] = {
        "label": f"{setting.label}, {setting.unit}" if setting.unit else setting.label,
        "help_text": f"{threshold.range_words}. Default: {threshold.published_words}.",
    }
    # The policy refuses it too; here every field says so at once.
    wrong = dict.fromkeys(("min_value", "max_value"), outside.replace("%", "%%"))
    if isinstance(threshold.published, int):
        low, high = int(setting.lowest), int(setting.highest)
        wrong["invalid"] = "Enter a whole number."
        return forms.IntegerField(min_value=low, max_value=high, error_messages=wrong, **asked)
    return forms.DecimalField(
        min_value=Decimal(setting.lowest),
        max_value=Decimal(setting.highest),
        max_digits=6,
        decimal_places=2,
        error_messages=wrong,
        **asked,
    )


def _section(title: str, names: list[str]) -> Fieldset:
    return Fieldset(
        title, Div(*(Div(name, css_class="col-md-6") for name in names), css_class="row")
    )
