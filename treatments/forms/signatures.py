"""What is signed with the password, and what is written below a signature."""

from django import forms

from treatments.forms.fields import Drawn, RevisionField


class PasswordForm(Drawn):
    """Asks for the password of the person who signs."""

    password = forms.CharField(
        label="Your password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password to sign."},
    )


class SignForm(PasswordForm):
    revision = RevisionField()


class VoidForm(PasswordForm):
    """Asks why the record does not count."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stands above the record from now on, with your name and the time.",
    )
    field_order = ("reason", "password")


class CoSignForm(PasswordForm):
    note = forms.CharField(
        label="Note (optional)",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("note", "password")


class AddendumForm(Drawn):
    """Asks for the text that is added to a signed record."""

    text = forms.CharField(
        label="Addendum",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="It is added below the signed record with your name and the time.",
    )
