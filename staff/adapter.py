"""Where allauth asks us: who may sign in, what is written down about it, how secrets are kept."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from staff.access import log_access
from staff.accounts import known_browsers, second_factor, sessions
from staff.accounts.box import Box
from staff.models import AccessEvent, User

NOT_SIGNED_IN = "The e-mail address or the password is not correct."


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts are made by an administrator. Every failure to sign in has one answer."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": NOT_SIGNED_IN,
        "too_many_login_attempts": "Too many tries that failed. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try, until it turns out to be right; raise where there were too many.

        Not by the host name, as the library does: whoever sends a request may add any port to it.
        """
        typed = credentials.get("email", "")
        apart = known_browsers.tries_of(request, _account(typed))
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="known_login_failed" if apart else "login_failed",
            key=apart or typed.lower(),
        )
        if not self._login_failed_rl_usage:
            self._note_failure(request, "too many tries", **credentials)
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is None or user.is_active:
            return user
        # As for a wrong password, which also counts as a try.
        self.pre_authenticate(request, **credentials)
        self.authentication_failed(request, **credentials)
        return None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._note_failure(request, "password", **credentials)

    def _note_failure(self, request: HttpRequest, why: str, **credentials: Any) -> None:
        """Of what was typed nothing is kept: it may be a password in the wrong field."""
        account = _account(credentials.get("email", ""))
        if request.user.is_authenticated:
            why = f"confirmation, {why}"
        log_access(request, AccessEvent.Action.SIGN_IN_FAILED, details=why, user=account)

    def post_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse:
        ways = [
            str(record.get("type") or record.get("method"))
            for record in get_authentication_records(request, user)
        ]
        log_access(request, AccessEvent.Action.SIGN_IN, details=", ".join(ways), user=user)
        response: HttpResponse = super().post_login(request, user, **about)
        known_browsers.remember(request, response, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            log_access(request, AccessEvent.Action.SIGN_OUT)
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Only after a passkey: who has no access is told no more than anybody."""
        log_access(request, AccessEvent.Action.SIGN_IN_FAILED, details="no access", user=user)
        messages.error(request, "This passkey does not sign in here.")
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **about: Any) -> bool:
        return not sessions.was_confirmed_lately(self.request.session)

    def set_password(self, user: User, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])


def _account(typed: str) -> User | None:
    found: User | None = User.objects.filter(email__iexact=typed).first()
    return found


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Secrets are encrypted in the database; the last second factor is not taken off by oneself."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code or key is not right, or was used already. Try again.",
        "cannot_delete_authenticator": (
            "This is your only second factor. Set up another one first; if it is lost, an "
            "administrator can give you a link to start anew."
        ),
    }

    def encrypt(self, text: str) -> str:
        return Box("second factor").lock(text)

    def decrypt(self, encrypted_text: str) -> str:
        return Box("second factor").unlock(encrypted_text) or ""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """With none left, a password of 8 characters would stand alone."""
        left = Authenticator.objects.filter(
            user_id=authenticator.user_id, type__in=second_factor.KINDS
        ).exclude(pk=authenticator.pk)
        return bool(left.exists())

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": f"Prolo, {settings.PROLO_CLINIC_NAME}"}
