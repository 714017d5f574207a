import gzip
import json
from io import BytesIO

import pytest

from patients.models import Referral
from records.fhir.intake import import_file
from records.fhir.received import receive
from staff.models import User
from tests import people
from tests.records.fhir_builders import NOON, TODAY
from tests.records.test_import_fhir import bundle


@pytest.fixture
def unmatched(ines: User, ben: User) -> Referral:
    """Sent about an Anna Berg; one of that name and birth date is on record."""
    people.patient("Anna Berg", registered_by=ben)
    file = receive(BytesIO(gzip.compress(json.dumps(bundle()).encode())), "anna.json.gz")
    import_file(file, by=ines, now=NOON, today=TODAY)
    return Referral.objects.get(state="unmatched")
