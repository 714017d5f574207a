"""Bad input at every form: a clear message, what was typed is kept, nothing is saved, never a 500.

The table of forms is in `table.py`; a page that takes a form and has no row there fails
the build.
"""

from datetime import timedelta
from types import SimpleNamespace as Clinic

import pytest
from django import forms
from django.db import connection
from django.test import Client
from django.urls import reverse

from patients.models import Result
from tests import people
from tests.bad_input import clinic as clinics
from tests.bad_input.sending import (
    Page,
    came_back_raw,
    fingerprint,
    forms_of,
    plain,
    shown_in,
    updates,
)
from tests.bad_input.table import ACCOUNT, LOOKUPS, ROWS, SHOWN_ONCE, Row
from tests.bad_input.without_revision import WITHOUT_REVISION
from tests.patients import screenings as charts
from tests.test_access import MATRIX, PATTERNS, path_of

SCRIPT = "<script>alert(1)</script>"
STRANGE = f"{SCRIPT}'; DROP TABLE patients_patient; -- Zoë 🦵 \u202eabc\u202c مرحبا\u200b"
LONG = "knee " * 2000
NO_NUMBERS = (
    "NaN", "1e309", "99999999999999999999", "ten", "½", "1,5", "-Infinity", "0x10", SCRIPT, "\x00",
)  # fmt: skip
NO_DATES = ("2026-02-31", "0000-01-01", "yesterday", "10000-01-01", SCRIPT, "\x00")
FAR_DATES = ("0001-01-01", "9999-12-31")
NO_REVISIONS = ("", "abc", "9" * 30, "987654")

pytestmark = pytest.mark.django_db
every_form = pytest.mark.parametrize("name", ROWS)


def none(found: list[str]) -> None:
    assert not found, "\n" + "\n".join(found)


def test_every_page_that_takes_a_form_is_in_the_table(client: Client) -> None:
    client.force_login(
        people.staff_member("Sam Rivers", "physician", "front_desk", "administrator")
    )
    ours = MATRIX.keys() - ACCOUNT
    taking = {name for name in ours if client.post(path_of(name)).status_code != 405}
    assert taking == ROWS.keys() | LOOKUPS.keys() | SHOWN_ONCE


@every_form
def test_filled_in_as_it_should_be_it_is_saved_once(page: Page) -> None:
    before, changed_before = fingerprint(), updates()
    first = page.post({})
    saved, changed = fingerprint(), updates() != changed_before
    assert (first.status_code, saved != before) == (302, True)
    assert (changed and "revision" not in page.filled) == (page.name in WITHOUT_REVISION)
    connection.check_constraints()
    if page.row.once:
        again = page.post({})
        assert (again.status_code, again.url) == (302, first.url)
        assert fingerprint() == saved


@every_form
def test_left_empty_it_says_what_is_missing(page: Page) -> None:
    whole = [name for name in page.required if "-0-" not in name]
    found = page.refuses(dict.fromkeys(whole, ""), *whole) if whole else []
    for name in page.required:
        if name not in whole:
            found += page.refuses({name: ""}, name)
    none(found)


@every_form
def test_sent_without_anything_it_is_refused_in_words(page: Page) -> None:
    if page.required:
        page.filled = {}
        none(page.refuses({}))
    else:
        assert page.client.post(page.url, b"{", content_type="application/json").status_code < 500


@every_form
def test_everything_of_the_wrong_kind_has_an_error_beside_it(page: Page) -> None:
    wrong: dict[str, object] = dict.fromkeys(page.texts, LONG)
    wrong |= dict.fromkeys(page.numbers, "ten")
    wrong |= dict.fromkeys(page.dates, "2026-02-31")
    wrong |= dict.fromkeys(page.named(forms.TimeField), "25:61")
    wrong |= dict.fromkeys(page.named(forms.ChoiceField, forms.ModelChoiceField), "no-such-thing")
    if wrong:
        none(page.refuses(wrong, *wrong))


@every_form
def test_null_bytes_are_refused(page: Page) -> None:
    wrong = dict.fromkeys(page.texts, "kn\x00ee")
    if wrong:
        none(page.refuses(wrong, *wrong))


@every_form
def test_what_is_no_number_is_refused(page: Page) -> None:
    found = []
    figures = [name for name in page.numbers if name != "revision"]
    # With many fields each of them gets another of the values.
    for first in range(0, len(NO_NUMBERS), 1 if len(figures) < 4 else 4):
        wrong = {
            name: NO_NUMBERS[(first + place) % len(NO_NUMBERS)]
            for place, name in enumerate(figures)
        }
        found += page.refuses(wrong, *wrong) if wrong else []
    none(found)


@every_form
def test_negative_numbers_are_refused(page: Page) -> None:
    none(page.refuses_each(dict.fromkeys(page.numbers, "-1")))


@every_form
def test_zero_is_taken_or_refused(page: Page) -> None:
    found = page.survives(dict.fromkeys(page.numbers, "0"))
    found += page.survives(dict.fromkeys(page.named(forms.DecimalField), "0e99999"))
    none(found)


@every_form
def test_impossible_dates_are_refused(page: Page) -> None:
    found = []
    if page.dates:
        for value in NO_DATES:
            found += page.refuses(dict.fromkeys(page.dates, value), *page.dates)
        for value in FAR_DATES:
            found += page.refuses_each(dict.fromkeys(page.dates, value))
    none(found)


@every_form
def test_dates_on_the_wrong_side_of_today_are_refused(page: Page) -> None:
    found = []
    for name in page.dates:
        if name not in page.row.anywhere:
            away = timedelta(days=-1 if name in page.row.ahead else 1)
            found += page.refuses({name: f"{clinics.TODAY + away}"}, name)
    none(found)


@every_form
def test_what_makes_no_sense_is_refused(page: Page) -> None:
    found = []
    for changes in page.row.wrong(page.clinic):
        # Every dose that nobody may give is named beside itself.
        doses = [name for name in changes if name.endswith(("_pct", "_ml", "-points"))]
        found += page.refuses(changes, *doses)
    none(found)


@every_form
def test_strange_text_is_kept_as_text(page: Page) -> None:
    takes = {
        name: STRANGE[: page.fields[name].max_length]
        for name in page.texts
        if not isinstance(page.fields[name], forms.EmailField)
    }
    none(page.survives(takes))
    # Once more without those that judge what is typed.
    refused = page.errors_with(takes) if takes else set()
    none(page.survives({n: v for n, v in takes.items() if n not in refused}) if refused else [])


@every_form
def test_a_stale_form_is_refused_and_can_be_sent_again(page: Page) -> None:
    if "revision" not in page.filled:
        return
    found = []
    for value in NO_REVISIONS:
        found += page.refuses({"revision": value})
    none(found)
    if not page.row.reads:
        # The page that says so goes on from the record as it is now.
        came_back = dict(shown_in(forms_of(page.post({"revision": "987654"}))))
        assert page.post({"revision": came_back["revision"]}).status_code == 302


@every_form
def test_a_broken_set_of_rows_is_refused(page: Page) -> None:
    found = []
    for total in [name for name in page.filled if name.endswith("TOTAL_FORMS")]:
        for value in ("", "abc", "-1", "100000", "1e3", "\x00"):
            found += page.refuses({total: value})
        whole = page.filled
        page.filled = {name: value for name, value in whole.items() if name != total}
        found += page.refuses({})
        page.filled = whole
    none(found)


@every_form
def test_other_methods_are_not_allowed(page: Page) -> None:
    for method in ("put", "patch", "delete"):
        if page.row.once:
            assert getattr(page.client, method)(page.url).status_code == 405


@every_form
def test_without_the_csrf_token_it_is_a_403(page: Page) -> None:
    before = fingerprint()
    response = page.signed_in(enforce_csrf_checks=True).post(page.url, page.filled)
    assert response.status_code == 403
    assert "Nothing was saved" in plain(response)
    assert fingerprint() == before


@every_form
def test_what_does_not_exist_is_not_found(page: Page) -> None:
    if page.row.about:
        for pk in (999_999_999, 10**30):
            url = reverse(page.name, args=[*page.row.address(page.clinic)[:-1], pk])
            assert page.client.post(url, page.filled).status_code == 404


@pytest.mark.parametrize("name", LOOKUPS)
def test_a_lookup_answers_whatever_is_typed_and_saves_nothing(clinic: Clinic, name: str) -> None:
    who, fields = LOOKUPS[name]
    client = Page(name, Row(who), clinic, {}, {}).client
    wanted = PATTERNS[name].pattern.converters
    url = reverse(name, kwargs={each: getattr(clinic, clinics.ABOUT[each]).pk for each in wanted})
    before = fingerprint()
    for text in ("", "%", "\\", "_", "\x00", "9" * 5000, LONG, STRANGE, "2026-02-31", "M17.1\x00"):
        response = client.post(url, dict.fromkeys(fields, text))
        assert (text[:20], response.status_code) == (text[:20], 200)
        assert came_back_raw(response) == []
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("account_login", {"login": "ruth.adler@clinic.example", "password": "wrong"}),
        ("account_login", {"login": "", "password": ""}),
        ("account_login", {"login": STRANGE, "password": STRANGE}),
        ("account_login", {"login": "ruth\x00@clinic.example", "password": "a\x00b"}),
        ("account_login", {"login": f"{'a' * 10_000}@clinic.example", "password": LONG}),
        ("account_reauthenticate", {"password": ""}),
        ("account_reauthenticate", {"password": "wrong\x00"}),
        ("account_reauthenticate", {"password": LONG}),
    ],
)
def test_who_cannot_be_signed_in_is_told(clinic: Clinic, name: str, typed: dict) -> None:
    client = Client() if name == "account_login" else Page(name, Row("ruth"), clinic, {}, {}).client
    response = client.post(reverse(name), typed)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert "data-wrong" in response.content.decode()
    assert came_back_raw(response) == []


GARBAGE = (
    "", "abc", "-1", "0", "1" * 5000, "999999999", "\x00", "½", STRANGE, "9999-12-31", "0001-01-01",
)  # fmt: skip
# Whatever our pages read from an address.
ASKED = (
    "page", "site", "day", "by", "region", "q", "kind", "which", "physician", "within", "user",
    "action", "record_number", "since", "practitioner", "first_day", "part_of_day", "outside",
    "next", "add_target", "until", "tier", "sort", "moment", "add_solution", "copy", "with",
    "protocol", "state", "patient", "after", "before", "show",
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(MATRIX.keys() - {"account_logout", "healthz", "readyz"}))
def test_no_page_breaks_on_what_stands_in_its_address(clinic: Clinic, name: str) -> None:
    client = Page(name, Row("everybody"), clinic, {}, {}).client
    about = {argument: getattr(clinic, thing).pk for argument, thing in clinics.ABOUT.items()}
    about |= {"code": clinic.protocol.protocol.code, "kind": "problem", "instrument": "nrs_pain"}
    about |= {"queue": "exports", "check": "consents", "row_id": clinic.anna.pk}
    about |= {"entry_id": clinic.problem.pk, "secret": STRANGE.replace("/", ""), "pk": 1}
    wanted = PATTERNS[name].pattern.converters
    url = reverse(name, kwargs={argument: about[argument] for argument in wanted})
    if client.get(url).status_code == 405:
        return
    # Pages that read nothing from their address are tried with two values, lists with all.
    for garbage in GARBAGE if not wanted else GARBAGE[4:9:4]:
        status = client.get(url, dict.fromkeys(ASKED, garbage)).status_code
        assert (garbage[:20], status in (200, 302, 404)) == (garbage[:20], True)


def test_a_form_larger_than_any_of_ours_is_a_400(clinic: Clinic) -> None:
    client = Page("add-staff", ROWS["add-staff"], clinic, {}, {}).client
    url = reverse("add-staff")
    assert client.post(url, {"full_name": "x" * 3_000_000}).status_code == 400
    assert client.post(url, {f"field{n}": "" for n in range(3_000)}).status_code == 400
    broken = client.post(url, b"--", content_type="multipart/form-data; boundary=\x00")
    assert broken.status_code in (200, 400)


def test_an_entry_under_another_kind_is_not_found(clinic: Clinic) -> None:
    client = Page("void-entry", ROWS["void-entry"], clinic, {}, {}).client
    apart = charts.result(clinic.anna, clinic.ruth, "hba1c", "6.1", clinics.SMUGGLED_DAY)
    Result.objects.filter(pk=apart.pk).update(id=clinics.SMUGGLED_ID)
    for kind in ("problem", "medication", "allergy", "prior-treatment", "patient", "\x00"):
        url = reverse("void-entry", args=[kind, clinics.SMUGGLED_ID])
        assert client.post(url, {"reason": "Wrong patient"}).status_code == 404
