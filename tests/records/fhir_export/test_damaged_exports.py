"""Our own exports, damaged on the way: they come in as far as they can be read, or not at all."""

import copy
import json
from functools import cache

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.models import Document, Patient
from tests import people
from tests.patients import builders as charts
from tests.records.fhir.test_mutations import HOW, damage
from tests.records.fhir_export.moves import arrive, leave
from tests.records.fhir_export.wholes import everything

pytestmark = pytest.mark.django_db

READ = {
    "Patient", "Condition", "MedicationStatement", "AllergyIntolerance", "Procedure",
    "DocumentReference",
}  # fmt: skip
# What the importer says of a fault of its own.
OURS = ("could not be read (", "does not take this file (", "does not take this entry")


def fill(patient, physician):
    everything(patient, physician)
    charts.allergy(patient, physician, "Corn", disproved_on=charts.TODAY.replace(month=10))


@cache
def whole():
    document = json.loads(leave(fill).document)
    document["entry"] = [
        each for each in document["entry"] if each["resource"]["resourceType"] in READ
    ]
    return document


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_export_comes_in_as_far_as_it_can_be_read_or_not_at_all(data):
    document = copy.deepcopy(whole())
    for how in data.draw(st.lists(HOW, min_size=1, max_size=3)):
        damage(document, how, data.draw)
    with transaction.atomic():
        result = arrive(json.dumps(document), people.physician())
        said = [remark.text for remark in result.remarks]
        assert [text for text in said if any(words in text for words in OURS)] == []
        kept = (Document.objects.exists(), Patient.objects.exists())
        assert kept[0] is (result.state == "imported")
        assert kept[0] or not kept[1]
        transaction.set_rollback(True)
