import pytest

from patients.models import Patient
from staff.models import User
from tests import people
from tests.treatments.builders import healthy


@pytest.fixture
def anna(ruth: User, ben: User) -> Patient:
    """Anna Berg, 58, with nothing in her chart that speaks against treatment."""
    return healthy(people.patient("Anna Berg", registered_by=ben), ruth)
