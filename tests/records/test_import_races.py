"""Several imports at the same moment: one after the other, and no record twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from patients.models import Document, Patient, Problem, Referral
from records.fhir.report import Imported, State
from staff.models import User
from tests import people
from tests.records.fhir_builders import contents, imported, knee_pain

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


@pytest.fixture
def ines() -> User:
    return people.administrator()


def at_once(work: Callable[[int], Imported]) -> list[Imported]:
    start = Barrier(AT_ONCE)

    def one(number: int) -> Imported:
        try:
            start.wait(10)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_four_documents_about_one_new_person_make_one_record(ines: User) -> None:
    results = at_once(
        lambda number: imported(ines, contents(knee_pain(f"p{number}")), f"document {number}")
    )
    assert [result.state for result in results] == [State.IMPORTED] * AT_ONCE
    assert sorted(person.matched for result in results for person in result.people) == [
        *["identifier"] * 3,
        "new",
    ]
    assert (Patient.objects.count(), Problem.objects.count()) == (1, 4)
    assert Referral.objects.filter(patient=Patient.objects.get()).count() == 4


def test_one_document_handed_in_four_times_is_kept_once(ines: User) -> None:
    results = at_once(lambda number: imported(ines, contents(knee_pain())))
    assert sorted(result.state for result in results) == ["imported", *["known"] * 3]
    assert (Document.objects.count(), Problem.objects.count()) == (1, 1)
