"""The clinic in which every form has something to be about, for the tests beside this file."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace as Clinic

import pytest

from tests.bad_input import clinic as clinics
from tests.bad_input.sending import Page, fingerprint
from tests.bad_input.table import ROWS


@pytest.fixture(scope="module")
def clinic(django_db_setup: None, django_db_blocker: object) -> Iterator[Clinic]:
    """Built once for each module; every test takes back what it did to it."""
    with clinics.standing(django_db_blocker) as built:
        built.pages = {}
        built.untouched = fingerprint()
        yield built


@pytest.fixture
def page(clinic: Clinic, db: None, name: str) -> Page:
    if name not in clinic.pages:
        clinic.pages[name] = Page.open(name, ROWS[name], clinic)
    return replace(clinic.pages[name])
