"""What Prolo does not start with, and the headers of a clinic behind TLS."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management.utils import get_random_secret_key
from django.test import Client
from django.urls import reverse

from clinic import production
from patients.actions.scans import add_scan
from staff import clock
from tests import people

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = get_random_secret_key()
SAFE = {
    "debug": False,
    "secret_key": KEY,
    "https": True,
    "plain_http_chosen": False,
    "hosts": ["prolo.clinic.example"],
    "listens_on": "127.0.0.1",
    "proxies_said": True,
}
HERE_ONLY = {"https": False, "plain_http_chosen": True, "hosts": ["127.0.0.1", "localhost"]}
DATABASE = "postgres://127.0.0.1:1/prolo"
CLINIC = {
    "DJANGO_SETTINGS_MODULE": "clinic.settings",
    "DATABASE_URL": DATABASE,
    "DATABASE_OWNER_URL": DATABASE,
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "prolo.clinic.example",
    "PROLO_HTTPS": "1",
    "PROLO_PROXIES": "1",
    "PROLO_DEMO": "",
    "PROLO_DEBUG": "",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | CLINIC | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, []),
        ({"debug": True}, ["PROLO_DEBUG"]),
        ({"secret_key": "x" * 60}, ["SECRET_KEY"]),
        ({"secret_key": KEY[:49]}, ["SECRET_KEY"]),
        ({"secret_key": f"django-insecure-{KEY}"}, ["SECRET_KEY"]),
        ({"https": False}, ["PROLO_HTTPS=1"]),
        ({"https": False, "plain_http_chosen": True}, ["PROLO_HTTPS=0 is for this machine only"]),
        (HERE_ONLY | {"proxies_said": False}, []),
        (HERE_ONLY | {"listens_on": "0.0.0.0"}, ["PROLO_HOST names others"]),
        ({"listens_on": "0.0.0.0"}, []),  # behind a proxy on another machine
        ({"proxies_said": False}, ["Set PROLO_PROXIES"]),
        ({"hosts": ["*"]}, ["ALLOWED_HOSTS"]),
        ({"debug": True, "https": False, "secret_key": ""}, ["PROLO_DEBUG", "SECRET_KEY", "TLS"]),
    ],
)
def test_each_fault_is_named(change, words):
    found = production.faults(**SAFE | change)
    assert len(found) == len(words)
    for sentence, word in zip(found, words, strict=True):
        assert word in sentence


def test_a_demo_may_be_what_it_likes(settings):
    settings.DEBUG, settings.SECRET_KEY, settings.PROLO_DEMO = True, "x", True
    production.demand_safe_settings()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"PROLO_DEBUG": "1"}, "PROLO_DEBUG shows patient data"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY is short or known"),
        ({"PROLO_HTTPS": ""}, "Set PROLO_HTTPS=1 behind a proxy"),
        ({"PROLO_HTTPS": "0"}, "PROLO_HTTPS=0 is for this machine only"),
        (
            {"PROLO_HTTPS": "0", "ALLOWED_HOSTS": "localhost", "PROLO_HOST": "0.0.0.0"},
            "PROLO_HOST names others",
        ),
        ({"PROLO_PROXIES": ""}, "Set PROLO_PROXIES"),
        ({"PROLO_PROXIES": "-1"}, "PROLO_PROXIES must be a number, 0 or more, not '-1'."),
    ],
)
def test_the_server_does_not_start_with_it(change, words):
    result = manage("serve", **change)
    assert (result.returncode, result.stdout) == (1, "")
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_another_web_server_does_not_start_with_it_either():
    environment = os.environ | CLINIC | {"PROLO_DEBUG": "1"}
    result = subprocess.run(
        [sys.executable, "-c", "import clinic.wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "PROLO_DEBUG shows patient data" in result.stderr


def test_roles_that_do_not_exist_are_refused():
    result = manage("check", PROLO_SECOND_FACTOR_ROLES="physican")
    assert result.returncode == 1
    assert "PROLO_SECOND_FACTOR_ROLES names roles that do not exist: physican." in result.stderr


def test_djangos_own_check_of_a_deployment_has_nothing_to_say():
    result = manage("check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_behind_tls_cookies_and_headers_are_strict():
    shown = manage(
        "shell",
        "--no-imports",
        "-c",
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, "
        "s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.SECURE_HSTS_SECONDS, "
        "s.SECURE_SSL_REDIRECT, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN, "
        "*s.PROLO_SECOND_FACTOR_ROLES)",
    )
    assert shown.stdout.split() == [
        "__Host-sessionid",
        "__Host-csrftoken",
        *("True", "True", "True", "True", "Lax", "31536000", "True", "False"),
        *("physician", "administrator"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "signed in"])
def test_every_page_carries_the_headers(who, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    client = Client()
    if who == "signed in":
        client.force_login(people.physician())
    for name in ("account_login", "home", "mfa_index", "my-sessions", "choose-password"):
        page = client.get(reverse(name), secure=True)
        headers = page.headers
        policy = dict(
            part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "publickey-credentials-get=(self)" in headers["Permissions-Policy"]
        assert "camera=()" in headers["Permissions-Policy"]
        assert page.status_code == 302 or "no-store" in headers["Cache-Control"]


HEADERS = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "X-Request-ID",
}


@pytest.mark.django_db
def test_every_kind_of_answer_carries_the_headers(settings, monkeypatch, ruth, tmp_path):
    """Also what no view has made: files, health pages, refusals and faults."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "some.css").write_text("a {}")
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_SSL_REDIRECT = True
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(ruth)
    answers = {
        "a file": (200, client.get("/static/some.css", secure=True)),
        "no such file": (404, client.get("/static/none.css", secure=True)),
        "health": (200, client.get("/healthz", secure=True)),
        "health in the clear": (200, client.get("/healthz")),
        "another method": (405, client.put("/healthz", secure=True)),
        "a wrong host": (400, client.get("/patients/", secure=True, HTTP_HOST="evil.example")),
        "health, wrong host": (400, client.get("/healthz", secure=True, HTTP_HOST="evil.example")),
        "no page": (404, client.get("/nothing/", secure=True)),
        "no token": (403, client.post("/patients/", secure=True)),
        "not for her": (403, client.get(reverse("staff-list"), secure=True)),
        "sent on": (302, client.get("/account/sign-in/", secure=True)),
    }
    monkeypatch.setattr("clinic.views.clock.today", lambda: 1 / 0)
    answers["a fault"] = (500, client.get(reverse("home"), secure=True))
    missing = {
        what: (answer.status_code, HEADERS - {*answer.headers})
        for what, (status, answer) in answers.items()
        if answer.status_code != status
        or HEADERS
        - {*answer.headers}
        - ({"Strict-Transport-Security"} if "clear" in what else set())
    }
    assert missing == {}
    assert client.get("/patients/")["Location"] == "https://testserver/patients/"


@pytest.mark.django_db
def test_a_file_that_is_handed_out_may_do_nothing(client, ruth, ben):
    anna = people.patient("Anna Berg")
    data = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    scan = add_scan(
        patient=anna,
        kind="letter",
        title="Letter",
        dated=None,
        data=data,
        by=ben,
        now=clock.now(),
        today=clock.today(),
    )
    client.force_login(ruth)
    file = client.get(reverse("scan-file", args=[scan.pk]))
    assert (file.status_code, file["Content-Disposition"][:10]) == (200, "attachment")
    assert file["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in file["Cache-Control"]
