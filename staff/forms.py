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


class InviteForm(MemberForm):
    """Asks whom the link is for."""

    email = forms.EmailField(label="E-mail", max_length=254, help_text="Used to sign in.")

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
    )


class LinkForm(forms.Form):
    """Asks whether everything that signs this person in is to be taken away first."""

    from_scratch = forms.BooleanField(
        label="The second factor is lost, or somebody else may have it or the password",
        required=False,
        help_text="Password and second factor then stop working at once, and every session ends.",
    )

    helper = FormHelper()
    helper.form_tag = False


class ChangeMemberForm(MemberForm):
    is_active = forms.BooleanField(label="May sign in", required=False)
    revision = forms.IntegerField(min_value=1, max_value=MOST_REVISIONS, widget=forms.HiddenInput)
