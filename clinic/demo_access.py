"""The demo clinic of `make run`: when it is made, and how to sign in to it."""

import io
import os
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from patients.models import Patient
from staff.history import by_command

SIGN_INS = (
    "physician@demo.example",
    "second.physician@demo.example",
    "frontdesk@demo.example",
    "admin@demo.example",
)
PASSWORD_FILE = "demo_password"


def is_empty() -> bool:
    """Nobody to sign in and nobody to treat: nothing that a demo could spoil."""
    return not get_user_model().objects.exists() and not Patient.objects.exists()


def seed() -> None:
    """Make the demo clinic; the password is chosen first, `seed_demo` finds it."""
    choose_password()
    with by_command("seed_demo"):
        call_command("seed_demo", stdout=io.StringIO())


def choose_password() -> str:
    """The one that was asked for, or a random one; kept, so that the next start can show it."""
    password = os.environ.get("PROLO_DEMO_PASSWORD") or secrets.token_urlsafe(12)
    os.environ["PROLO_DEMO_PASSWORD"] = password
    path = settings.VAR_DIR / PASSWORD_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(password)
    return password


def sign_ins() -> list[str]:
    """Lines about the demo accounts in this database; none where there are no such accounts."""
    users = {user.email: user for user in get_user_model().objects.filter(email__in=SIGN_INS)}
    if not users:
        return []
    known = [password for password in _passwords() if users[min(users)].check_password(password)]
    password = known[0] if known else "as chosen when the demo was made"
    return [f"Demo sign-ins (password: {password})", *(f"  {e}" for e in SIGN_INS if e in users)]


def _passwords() -> list[str]:
    path = settings.VAR_DIR / PASSWORD_FILE
    kept = path.read_text().strip() if path.exists() else ""
    return [password for password in (os.environ.get("PROLO_DEMO_PASSWORD"), kept) if password]
