"""What the page of the work lists asks."""

from typing import Any

from django import forms

from scheduling.models import Site
from staff.models import User


class ToBookForm(forms.Form):
    """Which of the work lists, and of whom."""

    LISTS = [
        ("closing", "Closing in 14 days"),
        ("overdue", "Overdue"),
        ("missed", "To call"),
        ("unmarked", "Not marked"),
        ("unrecorded", "Not recorded"),
        ("requested", "Requested"),
        ("follow-ups", "Follow-up visits"),
        ("later", "Later"),
    ]

    which = forms.ChoiceField(choices=LISTS, required=False)
    physician = forms.ModelChoiceField(
        User.objects.none(), required=False, empty_label="All physicians"
    )
    site = forms.ModelChoiceField(Site.objects.all(), required=False, empty_label="All sites")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["physician"].queryset = User.objects.physicians()  # type: ignore[attr-defined]
