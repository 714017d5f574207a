import gc
import os
from collections.abc import Callable, Iterator

import pytest
from django.template import Context, Template
from django.test import Client
from hypothesis import HealthCheck, settings

from staff.models import User
from tests import people
from tests.built_once import built, own

__all__ = ["built", "own"]  # fixtures that modules opt in to

# How long an example takes says something about the machine, nothing about the property.
settings.register_profile("prolo", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("prolo")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a worker often waits for the database or a browser."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """What stands by now stays until the end: it need not be looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def pages_only_are_noted(django_test_environment: None) -> Iterator[None]:
    """The test client copies what each template is drawn with, hundreds of them for a long form.

    A control and the frame around it are drawn with a field of a form that the page has: nobody
    asks for them.
    """
    noted = Template._render

    def render(template: Template, context: Context) -> str:
        if (template.name or "").startswith(("django/forms/widgets/", "bootstrap5/")):
            return template.nodelist.render(context)
        return noted(template, context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


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
