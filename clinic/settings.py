"""Settings. Everything a clinic may want to change comes from the environment; see README.md."""

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import environ
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from whitenoise.compress import Compressor

from clinic.logs import lines_to
from staff.capabilities import Role

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("PROLO_VAR", default=str(BASE_DIR / "var")))


def stored_secret_key() -> str:
    """A random key for this checkout, made once and readable by its owner only."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", default="") or stored_secret_key()
DEBUG = env.bool("PROLO_DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Demo mode allows `seed_demo` and a clock that can be set; a real clinic leaves it off.
PROLO_DEMO = env.bool("PROLO_DEMO", default=False)
TIME_ZONE = env.str("TIME_ZONE", default="America/New_York")


def clock_as_set(text: str) -> datetime | None:
    """The moment at which the demo starts, local time of the clinic; None: the clock is right."""
    if not text:
        return None
    if not PROLO_DEMO:
        raise ImproperlyConfigured(
            "PROLO_CLOCK sets the clock in demo mode only. Unset it, or set PROLO_DEMO=1."
        )
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or not 2000 <= moment.year <= 2100:
        raise ImproperlyConfigured(f"PROLO_CLOCK must look like 2027-03-28T09:00, not '{text}'.")
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(TIME_ZONE))


PROLO_CLOCK = clock_as_set(env.str("PROLO_CLOCK", default=""))
# When it began to run. Inherited by the processes that this one starts, so that all agree.
PROLO_CLOCK_SINCE = datetime.fromisoformat(
    os.environ.setdefault("PROLO_CLOCK_SINCE", datetime.now(UTC).isoformat())
)
PROLO_CLINIC_NAME = env.str("PROLO_CLINIC_NAME", default="Prolo clinic")
# Printed on the aftercare sheet: whom the patient calls.
PROLO_CLINIC_PHONE = env.str("PROLO_CLINIC_PHONE", default="")

INSTALLED_APPS = [
    "staff",
    "patients",
    "treatments",
    "scheduling",
    "records",
    "clinic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "django_htmx",
    "heroicons",
    "django_filters",
    "django_tables2",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "clinic.middleware.RequestIdMiddleware",
    # What sets headers comes before whatever answers by itself.
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clinic.middleware.SavedFileMiddleware",
    "clinic.middleware.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic.middleware.DiscreetHistoryMiddleware",
    "staff.middleware.AccessMiddleware",
    "clinic.restricted.RestrictedChartMiddleware",
]

ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.context.shell",
                "staff.accounts.context.sign_in",
            ],
        },
    }
]

DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres://127.0.0.1:1/prolo")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# What is planned once (staff.prepared) keeps its plan whatever it is asked for, and no statement
# runs long enough to be worth compiling, or to wait until others have started to help with it.
# Poolers that cannot keep plans take no options either.
if not DATABASES["default"].get("DISABLE_SERVER_SIDE_CURSORS"):
    DATABASES["default"]["OPTIONS"].setdefault(
        "options",
        "-c plan_cache_mode=force_generic_plan -c jit=off -c max_parallel_workers_per_gather=0",
    )
# As whom `migrate` signs in: the owner of the tables, which DATABASE_URL should not be.
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The e-mail address is unique regardless of case, by a constraint that the check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["clinic.restricted.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "staff.accounts.passwords.LengthValidator"},
    {"NAME": "staff.accounts.passwords.EasyToGuessValidator"},
    {"NAME": "staff.accounts.passwords.NamesValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "staff.adapter.StaffAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Besides the library's limits: see staff/accounts/known_browsers.py.
ACCOUNT_RATE_LIMITS = {"known_login_failed": "5/5m/key"}
# Behind proxies: how many of them add to X-Forwarded-For. 0: the header is not looked at.
PROXIES_SAID = env.str("PROLO_PROXIES", default="")
if PROXIES_SAID and not PROXIES_SAID.isdecimal():
    raise ImproperlyConfigured(f"PROLO_PROXIES must be a number, 0 or more, not '{PROXIES_SAID}'.")
ALLAUTH_TRUSTED_PROXY_COUNT = int(PROXIES_SAID or 0)

# Besides the password: an authenticator app, a passkey or security key, and codes on paper.
MFA_ADAPTER = "staff.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 0  # a code lives for its own half minute: OWASP ASVS 6.5.5
MFA_TOTP_ISSUER = f"Prolo, {PROLO_CLINIC_NAME}"
ACCOUNT_FORMS = {
    "login": "staff.accounts.forms.SignInForm",
    "reauthenticate": "staff.accounts.forms.ConfirmForm",
    "change_password": "staff.accounts.forms.NewPasswordForm",
}
MFA_FORMS = {
    "authenticate": "staff.accounts.forms.CodeForm",
    "authenticate_webauthn": "staff.accounts.forms.PasskeyStepForm",
    "reauthenticate": "staff.accounts.forms.ConfirmCodeForm",
    "reauthenticate_webauthn": "staff.accounts.forms.ConfirmPasskeyForm",
    "login_webauthn": "staff.accounts.forms.PasskeySignInForm",
    "activate_totp": "staff.accounts.forms.FirstCodeForm",
    "add_webauthn": "staff.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "staff.accounts.forms.RenamePasskeyForm",
}
# Whoever holds one of these roles must have a second factor; nobody in a demo, unless asked for.
PROLO_SECOND_FACTOR_ROLES = env.list(
    "PROLO_SECOND_FACTOR_ROLES",
    default=[] if PROLO_DEMO else [Role.PHYSICIAN.value, Role.ADMINISTRATOR.value],
)
if unknown := set(PROLO_SECOND_FACTOR_ROLES) - {role.value for role in Role}:
    raise ImproperlyConfigured(
        f"PROLO_SECOND_FACTOR_ROLES names roles that do not exist: {', '.join(sorted(unknown))}."
    )

# Counts of tries, and codes that were used: all web processes have to see the same.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "staff_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# A sign-in ends with the browser, or after a working day; a screen left alone is locked before.
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600
PROLO_IDLE_SECONDS = env.int("PROLO_IDLE_MINUTES", default=15) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# What a page says after an action names patients: it is kept here, not in a cookie of the browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_SAMESITE = "Lax"

# Behind a proxy that ends TLS, set PROLO_HTTPS=1: secure cookies, HSTS, redirect. A real clinic
# has to say which: clinic.production.
HTTPS = env.bool("PROLO_HTTPS", default=False)
PLAIN_HTTP_CHOSEN = bool(os.environ.get("PROLO_HTTPS")) and not HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
KNOWN_BROWSER_COOKIE_NAME = "prolo_known_browser"
if HTTPS:
    # Browsers take these names from this very host only, and over TLS only.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    KNOWN_BROWSER_COOKIE_NAME = "__Host-prolo_known_browser"
# The library takes any origin then; without TLS a browser offers passkeys to localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # who watches asks in the clear
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap draws its select arrows and check marks from data: images in its style sheet.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
    "usb": [],
}

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Pages ask for the hashed names only, and nobody but a developer asks for a source map.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Without EMAIL_URL no patient is written to: whoever chose e-mail is on the desk's list of calls.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="dummymail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="prolo@localhost")
# The class that hands text messages to a provider; see scheduling/channels/sms.py.
PROLO_SMS_BACKEND = env.str("PROLO_SMS_BACKEND", default="")
if PROLO_DEMO:
    # Nothing leaves a machine that shows invented patients: messages become files.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "demo-mail"
    PROLO_SMS_BACKEND = PROLO_SMS_BACKEND or "scheduling.channels.sms.FileSms"

PROCRASTINATE_IMPORT_PATHS = ["clinic.jobs", "scheduling.jobs", "records.jobs"]

# A file, best on another machine, that gets a line for each seal over the audit record.
PROLO_AUDIT_ANCHOR = env.str("PROLO_AUDIT_ANCHOR", default="")

# How long a restricted chart stays open to somebody who broke the glass.
PROLO_GLASS_MINUTES = env.int("PROLO_GLASS_MINUTES", default=60)

# What `manage.py serve` starts: processes, and threads in each (a database connection per thread).
WEB_WORKERS = env.int("WEB_WORKERS", default=2)
WEB_THREADS = env.int("WEB_THREADS", default=8)

# A form of the product is far below this; anything larger is not one of ours.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# One JSON object a line, to where the service manager keeps it; never a patient in it.
LOGGING = lines_to("ext://sys.stderr")

# History rows are written by triggers and can only be added to.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)
