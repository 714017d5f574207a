"""Signing in and one's own account. Of allauth's pages we offer these; there is no signing up."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from staff.accounts import link_views, views

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-out/", account.logout, name="account_logout"),
    path("password/", account.password_change, name="account_change_password"),
    # saying again who one is
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("confirm/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("held-form/", views.held_form, name="held-form"),
    path("session/", views.session_state, name="session-state"),
    path("session/stay/", views.stay_signed_in, name="stay-signed-in"),
    path("session/unlock/", views.unlock, name="unlock"),
    # the second factor
    path("second-factor/", mfa.index, name="mfa_index"),
    path("second-factor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/app/code.svg", views.totp_qr_code, name="totp-qr-code"),
    path("second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/passkey/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("second-factor/passkeys/<int:pk>/", views.rename_passkey, name="mfa_edit_webauthn"),
    path(
        "second-factor/passkeys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"
    ),
    path("second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    # where one is signed in
    path("sessions/", views.my_sessions, name="my-sessions"),
    path("sessions/end-others/", views.end_other_sessions, name="end-other-sessions"),
    path("sessions/<int:session_id>/end/", views.end_session, name="end-session"),
    # links that an administrator makes
    path("link/", link_views.choose_password, name="choose-password"),
    path("link/<str:secret>/", link_views.account_link, name="account-link"),
]
