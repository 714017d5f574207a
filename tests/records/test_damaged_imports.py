"""Documents damaged by chance, imported: all of a file or nothing, and never a fault of ours."""

import copy
import json
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.actions.history import ENTRY_KINDS
from patients.models import Document, Patient, PatientIdentifier, Referral
from records.fhir.files import RefusedError
from records.fhir.intake import import_file
from records.fhir.received import receive
from records.fhir.report import Imported, State
from staff.models import User
from tests.records.fhir.test_mutations import DOCUMENTS, HOW, damage
from tests.records.fhir_builders import NOON, TODAY

FEW = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def rows() -> dict[str, int]:
    models = (Document, Patient, PatientIdentifier, Referral, *ENTRY_KINDS.values())
    return {model.__name__: model._base_manager.count() for model in models}


def imported(content: bytes, by: User) -> Imported | None:
    """None where not even the bytes can be taken."""
    try:
        file = receive(BytesIO(content), "damaged.json")
    except RefusedError:
        return None
    return import_file(file, by=by, now=NOON, today=TODAY)


def well_explained(result: Imported) -> bool:
    """By what is wrong with the file; not by what our code or the database stumbled over."""
    texts = [error.text for error in result.errors]
    return bool(texts) and not any("Error" in text or "database" in text for text in texts)


def check(content: bytes, by: User) -> None:
    before = rows()
    result = imported(content, by)
    after = rows()
    if result is None or result.state is State.REFUSED:
        assert after == before
        assert result is None or well_explained(result)
        return
    entries = sum(after[model.__name__] - before[model.__name__] for model in ENTRY_KINDS.values())
    assert (result.state, result.total.added) == (State.IMPORTED, entries)
    assert after["Document"] == before["Document"] + 1


@pytest.mark.django_db
@FEW
@given(st.data())
def test_damaged_document_is_imported_whole_or_leaves_nothing(ines: User, data: Any) -> None:
    whole = copy.deepcopy(data.draw(st.sampled_from(DOCUMENTS)))
    for how in data.draw(st.lists(HOW, min_size=1, max_size=3)):
        damage(whole, how, data.draw)
    with transaction.atomic():
        check(json.dumps(whole).encode(), ines)
        transaction.set_rollback(True)


@pytest.mark.django_db
@FEW
@given(st.data())
def test_damaged_document_after_the_sound_one_changes_or_leaves_the_chart(
    ines: User, data: Any
) -> None:
    """As a newer version of what is there: rows are changed, added or known, never half."""
    sound = data.draw(st.sampled_from(DOCUMENTS))
    whole = copy.deepcopy(sound)
    damage(whole, data.draw(HOW), data.draw)
    with transaction.atomic():
        first = imported(json.dumps(sound).encode(), ines)
        before = rows()
        result = imported(json.dumps(whole).encode(), ines)
        assert first is not None
        assert result is not None
        assert first.state is State.IMPORTED
        assert Referral.objects.count() >= before["Referral"]
        if result.state is State.REFUSED:
            assert rows() == before
            assert well_explained(result)
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("cut", range(0, 100, 9))
def test_truncated_document_leaves_nothing(ines: User, cut: int) -> None:
    content = json.dumps(DOCUMENTS[1]).encode()
    check(content[: len(content) * cut // 100], ines)
    assert not Patient.objects.exists()
