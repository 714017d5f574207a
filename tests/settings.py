"""The product's settings, with what makes tests quick and repeatable."""

from clinic.settings import *  # noqa: F403 - a settings module is its names
from clinic.settings import DATABASES, STORAGES, env

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
PROLO_DEMO = True
SECRET_KEY = "only for tests"
ACCOUNT_RATE_LIMITS = False
# However long a module of tests takes, nobody is asked for the password again in the middle of it.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 3600
# Tests of signing in set these themselves.
PROLO_SECOND_FACTOR_ROLES = []
# A database that is migrated already, where the test run has one: see tests/with_postgres.py.
DATABASES["default"]["TEST"] = {"TEMPLATE": env.str("PROLO_TEST_TEMPLATE", default="") or None}
# Tests make tables and roles: they work as the owner, whoever else there is.
DATABASE_OWNER_URL = ""
# Tables that only grow are emptied between some tests.
DATABASES["default"]["OPTIONS"]["options"] += " -c prolo.tests_empty_tables=on"
# Each test client would list all static files anew before its first request.
WHITENOISE_AUTOREFRESH = True
