"""allauth's forms, with our words, and safe against what no browser sends."""

import json
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError

from staff.models import User

# A code lives for half a minute; clocks differ a little.
REMEMBERED_SECONDS = 90
LONGEST_CODE = 20
LONGEST_NAME = 60
# What damaged data makes the library raise besides ValidationError.
DAMAGED = (ValueError, TypeError, KeyError, IndexError, AttributeError)


def use_code_once(user: User, code: str) -> None:
    """Raise ValidationError where the code was used already.

    The library forgets the code that set an app up; whoever looked on could sign in with it.
    """
    digits = "".join(code.split())
    if not cache.add(f"prolo.code.{user.pk}.{digits}", 1, REMEMBERED_SECONDS):
        raise get_adapter().validation_error("incorrect_code")


class _Code(forms.Form):
    asked_first = True  # the cursor waits in it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = "Code"
        code.widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "autocapitalize": "off",
            "spellcheck": "false",
            "maxlength": str(LONGEST_CODE),
            "autofocus": self.asked_first,
        }

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if len(code) > LONGEST_CODE or not code.isascii():
            raise get_adapter().validation_error("incorrect_code")
        code = super().clean_code()  # type: ignore[misc]
        use_code_once(self.user, code)  # type: ignore[attr-defined]
        return code


class CodeForm(_Code, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ConfirmCodeForm(_Code, ReauthenticateForm):  # type: ignore[misc]
    """Says again who it is."""


class FirstCodeForm(_Code, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app: it knows the secret."""

    asked_first = False  # the picture to scan comes before it


class SignInForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True
        _say_it_once(self)


class ConfirmForm(PasswordAgainForm):  # type: ignore[misc]
    """Says again who it is, by password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs["autofocus"] = True
        _say_it_once(self)


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Password until now"
        self.fields["password1"].label = "New password"
        self.fields["password2"].label = "New password, again"
        _say_it_once(self)


class _Ceremony(forms.Form):
    """What a browser sends about a passkey; damaged data is a wrong passkey, not an error."""

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean() or {}
        except DAMAGED as damaged:
            raise get_adapter().validation_error("incorrect_code") from damaged
        return cleaned


class _Assertion(forms.Form):
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except DAMAGED as damaged:
            raise get_adapter().validation_error("incorrect_code") from damaged


class AddPasskeyForm(_Ceremony, AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_name(self)
        self.fields["passwordless"].label = "Sign in with it alone, without the password"
        self.fields[
            "passwordless"
        ].help_text = "It then asks for your fingerprint, face or PIN each time."

    def clean_credential(self) -> Any:
        credential = self.cleaned_data["credential"]
        if "\\u0000" in json.dumps(credential):  # the database takes no such text
            raise get_adapter().validation_error("incorrect_code")
        return credential


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_name(self)


class PasskeyStepForm(_Assertion, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The second step of signing in, by passkey or security key."""


class PasskeySignInForm(_Assertion, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of the password."""


class ConfirmPasskeyForm(_Assertion, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Says again who it is, by passkey."""


def _say_it_once(form: forms.Form) -> None:
    """The label says what a field is; a placeholder that repeats it is read out twice."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def _ask_for_name(form: forms.Form) -> None:
    name = form.fields["name"]
    assert isinstance(name, forms.CharField)
    name.label = "Name"
    name.help_text = "So that you know it in the list, for example Phone."
    name.max_length = LONGEST_NAME
    name.validators.append(_short_enough)
    name.widget.attrs["maxlength"] = str(LONGEST_NAME)


def _short_enough(text: str) -> None:
    if len(text) > LONGEST_NAME:
        raise ValidationError(f"At most {LONGEST_NAME} characters.")
