from allauth.account import views as account
from django.urls import include, path

from clinic import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # Of allauth's pages we offer these; accounts are made by an administrator.
    path("account/sign-in/", account.login, name="account_login"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("", include("patients.urls")),
    path("", include("treatments.urls")),
    path("", include("scheduling.urls")),
    path("", include("records.urls")),
    path("", include("staff.urls")),
]
