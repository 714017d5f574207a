import pytest

from patients.models import Patient
from staff.models import User
from tests import people


@pytest.fixture
def anna(ben: User) -> Patient:
    return people.patient("Anna Berg", preferred_language="Spanish", email="anna@home.example")
