import pytest
from django.core.cache import cache

from clinic import settings as product


@pytest.fixture(autouse=True)
def asked_again_as_in_the_product(settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = product.ACCOUNT_REAUTHENTICATION_TIMEOUT


@pytest.fixture
def limits(settings):
    """The limits of the product, with nothing counted yet."""
    settings.ACCOUNT_RATE_LIMITS = product.ACCOUNT_RATE_LIMITS
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def second_factor_demanded(settings):
    settings.PROLO_SECOND_FACTOR_ROLES = ["physician", "administrator"]
