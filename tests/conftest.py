from collections.abc import Callable

import pytest
from django.test import Client

from staff.models import User
from tests import people


@pytest.fixture
def ruth(db: None) -> User:
    return people.physician("Ruth Adler")


@pytest.fixture
def ben(db: None) -> User:
    return people.front_desk("Ben Castillo")


@pytest.fixture
def ines(db: None) -> User:
    return people.administrator("Ines Okafor")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
