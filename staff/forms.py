from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from staff.capabilities import Role

MOST_REVISIONS = 2_147_483_647  # what the column holds


class MemberForm(forms.Form):
    """Asks who somebody is and what he does here."""

    full_name = forms.CharField(label="Full name", max_length=120)
    credentials = forms.CharField(
        label="Credentials", max_length=40, required=False, help_text="For example MD or DO."
    )
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=[(role.value, role.label) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )

    helper = FormHelper()
    helper.form_tag = False


class NewMemberForm(MemberForm):
    email = forms.EmailField(label="E-mail", max_length=254, help_text="Used to sign in.")
    password = forms.CharField(
        label="First password",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 15 characters. The person changes it after the first sign-in.",
    )

    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(
        Div(
            Div("full_name", css_class="col-md-8"),
            Div("credentials", css_class="col-md-4"),
            css_class="row",
        ),
        "email",
        "roles",
        "password",
    )


class ChangeMemberForm(MemberForm):
    is_active = forms.BooleanField(label="May sign in", required=False)
    revision = forms.IntegerField(min_value=1, max_value=MOST_REVISIONS, widget=forms.HiddenInput)
