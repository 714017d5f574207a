"""What the day board and the week ask. Sent by GET: nothing in it tells who a patient is."""

from datetime import date

from django import forms

from scheduling.forms.book import within_reason

DAY = forms.DateInput(attrs={"type": "date"})
HIGHEST_ID = 2**63 - 1


class BoardForm(forms.Form):
    """Which day of which site, in columns of what. All may be left out."""

    site = forms.IntegerField(min_value=1, max_value=HIGHEST_ID, required=False)
    day = forms.DateField(required=False, widget=DAY)
    by = forms.ChoiceField(
        choices=[("practitioner", "By practitioner"), ("room", "By room")], required=False
    )
    view = forms.ChoiceField(
        choices=[("time", "Beside each other, by time"), ("list", "As lists")], required=False
    )

    def clean_day(self) -> date | None:
        return within_reason(self.cleaned_data["day"])


class WeekForm(BoardForm):
    """`whose`: "p12" a practitioner, "r3" a room, "" everybody's counts."""

    whose = forms.RegexField(r"^[pr]\d{1,18}$", required=False)
