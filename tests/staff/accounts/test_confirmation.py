"""What asks again who one is, unless somebody said so in the last five minutes."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests import people
from tests.staff.accounts.signing_in import let_pass
from tests.test_access import PATTERNS, path_of

pytestmark = pytest.mark.django_db

# Signing a session, co-signing, voiding and the export of a record ask for the password each time,
# in their own form.
ASKING = {
    "add-staff",
    "approve-protocol",
    "edit-staff",
    "end-other-sessions",
    "end-session",
    "lift-restriction",
    "make-link",
    "override-finding",
    "recall-csv",
    "restrict-chart",
    "second-finding",
    "sign-out-member",
    "sign-plan",
}


def test_these_pages_ask():
    asking = {name for name, found in PATTERNS.items() if hasattr(found.callback, "asks_who")}
    assert asking == ASKING


@pytest.mark.parametrize("name", sorted(ASKING))
def test_after_five_minutes_it_asks_first_and_does_nothing(client, name):
    client.force_login(
        people.staff_member("Sam Rivers", "physician", "front_desk", "administrator")
    )
    let_pass(client, 301)
    path = path_of(name)
    if name == "recall-csv":
        answer, back = client.get(path), path
    else:
        answer, back = client.post(path, {"reason": "typed"}), reverse("held-form")
    asked = f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"
    assert answer["Location"] == asked


@pytest.mark.parametrize(
    "name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]
)
def test_the_library_asks_by_the_same_rule(client, ruth, name):
    client.force_login(ruth)
    assert client.get(reverse(name)).status_code == 200
    let_pass(client, 301)
    assert client.get(reverse(name))["Location"].startswith(reverse("account_reauthenticate"))
