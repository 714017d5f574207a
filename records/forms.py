from django import forms

from staff.models import AccessEvent, User


class AccessLogForm(forms.Form):
    """Which lines of the read log to show."""

    user = forms.ModelChoiceField(
        User.objects.order_by("full_name"), required=False, label="Who", empty_label="Everybody"
    )
    action = forms.ChoiceField(
        choices=[("", "Everything"), *AccessEvent.Action.choices], required=False, label="What"
    )
    record_number = forms.CharField(max_length=20, required=False, label="Record number")
    since = forms.DateField(
        required=False, label="Since", widget=forms.DateInput(attrs={"type": "date"})
    )
