"""What the libraries tell about accounts, written into the access log; see staff.apps.

Signals, because these moments belong to Django and allauth; nothing of ours sends any.
"""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from staff.access import log_access
from staff.accounts import sessions
from staff.models import AccessEvent, User

KINDS = {"totp": "authenticator app", "webauthn": "passkey", "recovery_codes": "recovery codes"}


def connect() -> None:
    user_logged_in.connect(_begin_session, dispatch_uid="prolo_begin_session")
    account_signals.authentication_step_completed.connect(
        _confirm_session, dispatch_uid="prolo_confirm_session"
    )
    account_signals.password_changed.connect(_password_changed, dispatch_uid="prolo_password")
    mfa_signals.authentication_failed.connect(_code_failed, dispatch_uid="prolo_code_failed")
    mfa_signals.authenticator_added.connect(_added, dispatch_uid="prolo_factor_added")
    mfa_signals.authenticator_reset.connect(_reset, dispatch_uid="prolo_factor_reset")
    mfa_signals.authenticator_removed.connect(_removed, dispatch_uid="prolo_factor_removed")


def _begin_session(request: HttpRequest, **about: Any) -> None:
    sessions.begin(request.session)


def _confirm_session(request: HttpRequest, **about: Any) -> None:
    if about.get("reauthenticated"):
        sessions.confirm(request.session)


def _password_changed(request: HttpRequest, user: User, **about: Any) -> None:
    _note(request, user, "password changed")


def _code_failed(request: HttpRequest, user: User, **about: Any) -> None:
    again = "confirmation, " if about.get("reauthentication") else ""
    log_access(request, AccessEvent.Action.SIGN_IN_FAILED, details=f"{again}code", user=user)


def _added(request: HttpRequest, user: User, authenticator: Authenticator, **about: Any) -> None:
    _note(request, user, f"{KINDS[authenticator.type]} added")


def _reset(request: HttpRequest, user: User, authenticator: Authenticator, **about: Any) -> None:
    _note(request, user, f"{KINDS[authenticator.type]} made anew")


def _removed(request: HttpRequest, user: User, authenticator: Authenticator, **about: Any) -> None:
    _note(request, user, f"{KINDS[authenticator.type]} removed")


def _note(request: HttpRequest, user: User, what: str) -> None:
    log_access(request, AccessEvent.Action.ACCOUNT, details=what, account=user)
