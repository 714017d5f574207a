from django import forms

from staff.accounts.passwords import LONGEST


class ChoosePasswordForm(forms.Form):
    """Asks for a new password, twice: nobody sees what he types."""

    password = forms.CharField(
        label="New password",
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )
    again = forms.CharField(
        label="New password, again",
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError("This is not what you typed above. Type both again.")
        return again
