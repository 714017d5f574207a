"""What the buttons of the outbox send."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scheduling.models import Reminder
from staff.models import User

MOST = 100  # on one button; a page has fewer
LARGEST_ID = 2**63 - 1
GONE = "These messages are not on the list any more. Look at the list as it is now."


class IdsField(forms.MultipleChoiceField):
    """Numbers of rows, as hidden fields of one name carry them."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value: Any) -> bool:
        text = str(value)
        # `int` refuses numbers of thousands of digits, leading zeros counted.
        short = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_ID))
        return short and int(text) <= LARGEST_ID

    def clean(self, value: Any) -> list[int]:
        return [int(text) for text in super().clean(value)]


class MessagesForm(forms.Form):
    """Asks which messages are meant; those of others are as if they were not there."""

    message = IdsField()
    # The list on which the button was pressed.
    back = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)

    def messages(self, user: User) -> list[Reminder]:
        ids = set(self.cleaned_data["message"])
        found = list(Reminder.objects.visible_to(user).filter(pk__in=ids)[:MOST])
        if len(found) != len(ids):
            raise ValidationError(GONE)
        return found
