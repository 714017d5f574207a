"""What people call a page: the log and the history keep the name of its view."""

from django import template

register = template.Library()

# What was done there says it all: "Signed in" needs no page beside it.
SAID_BY_THE_ACTION = frozenset(
    {"account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn"}
)
# Of the others the name itself is read, "add-medication" as "Add medication"; not of these.
NAMES = {
    "access-log": "Who did what",
    "account_change_password": "Change password",
    "account_reauthenticate": "Confirm who you are",
    "break-glass": "Form to break the glass",
    "board-visits": "Day board",
    "export-fhir": "Export the record",
    "find-log-patient": "Who did what",
    "icd10-lookup": "ICD-10 look-up",
    "mfa_reauthenticate": "Confirm who you are",
    "mfa_reauthenticate_webauthn": "Confirm who you are",
    "my-sessions": "Where you are signed in",
    "patient-accounting": "Sheet of who used the record",
    "patient-adverse-events": "Adverse events",
    "patient-consents": "Consents",
    "patient-plans": "Plans and sessions",
    "patient-requests": "Requests about the record",
    "patient-timeline": "Who saw or changed the record",
    "patient-visits": "Visits",
    "record-versions": "Versions",
    "scan-file": "Scan",
    "user-timeline": "What somebody did",
}


@register.filter
def page_words(view: str) -> str:
    """Empty where the action says it; commands of the server as they are typed."""
    if view in SAID_BY_THE_ACTION:
        return ""
    if view.startswith("manage.py "):
        return view
    if view in NAMES:
        return NAMES[view]
    # The library's pages, of the app, the passkeys and the recovery codes.
    plain = "second factor" if view.startswith("mfa_") else view
    return plain.replace("-", " ").replace("_", " ").capitalize()
