from django.urls import include, path

from clinic import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("account/", include("staff.accounts.urls")),
    path("", include("patients.urls")),
    path("", include("treatments.urls")),
    path("", include("scheduling.urls")),
    path("", include("records.urls")),
    path("", include("staff.urls")),
]
