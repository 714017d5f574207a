"""The product's settings, with what makes tests quick and repeatable."""

from clinic.settings import *  # noqa: F403 - a settings module is its names
from clinic.settings import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
PROLO_DEMO = True
SECRET_KEY = "only for tests"
ACCOUNT_RATE_LIMITS = False
