"""What a real clinic must not be started with. A demo is a demo because PROLO_DEMO says so."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
SHORTEST_KEY = 50
FEWEST_DIFFERENT_CHARACTERS = 10
# Keys that stand in examples, and in repositories for everybody to read.
KNOWN_KEYS = ("django-insecure", "changeme", "change-me", "secret", "only for tests")


def demand_safe_settings(*, listens_on: str = "127.0.0.1") -> None:
    """Raise ImproperlyConfigured, with everything that is wrong, unless this is a demo.

    `listens_on`: where `serve` will; of another web server Prolo does not know.
    """
    if settings.PROLO_DEMO:
        return
    wrong = faults(
        debug=settings.DEBUG,
        secret_key=settings.SECRET_KEY,
        https=settings.HTTPS,
        plain_http_chosen=settings.PLAIN_HTTP_CHOSEN,
        hosts=settings.ALLOWED_HOSTS,
        listens_on=listens_on,
        proxies_said=bool(settings.PROXIES_SAID),
    )
    if wrong:
        raise ImproperlyConfigured(" ".join(["Prolo does not start like this.", *wrong]))


def faults(
    *,
    debug: bool,
    secret_key: str,
    https: bool,
    plain_http_chosen: bool,
    hosts: Sequence[str],
    listens_on: str,
    proxies_said: bool,
) -> list[str]:
    """One sentence for each thing that is wrong: what, and what to do about it."""
    wrong = []
    if debug:
        wrong.append(
            "PROLO_DEBUG shows patient data on error pages: unset it, or set PROLO_DEMO=1 to "
            "develop with demo data."
        )
    if is_weak(secret_key):
        wrong.append(
            "SECRET_KEY is short or known to others: unset it, and a random one is made and kept, "
            "or set at least 50 random characters."
        )
    if not https and not plain_http_chosen:
        wrong.append(
            "Set PROLO_HTTPS=1 behind a proxy that ends TLS. PROLO_HTTPS=0 allows plain HTTP, on "
            "this machine only."
        )
    if not https and plain_http_chosen and not {*hosts, listens_on} <= LOOPBACK:
        wrong.append(
            "PROLO_HTTPS=0 is for this machine only, and ALLOWED_HOSTS or PROLO_HOST names others: "
            "set PROLO_HTTPS=1 behind a proxy that ends TLS."
        )
    if https and not proxies_said:
        wrong.append(
            "Set PROLO_PROXIES to the number of proxies that add to X-Forwarded-For, mostly 1; 0 "
            "where none does. Everybody would have the address of the proxy, in the log and when "
            "tries to sign in are counted."
        )
    if "*" in hosts:
        wrong.append("ALLOWED_HOSTS must name the hosts, not all of them.")
    return wrong


def is_weak(key: str) -> bool:
    return (
        len(key) < SHORTEST_KEY
        or len(set(key)) < FEWEST_DIFFERENT_CHARACTERS
        or key.lower().startswith(KNOWN_KEYS)
    )
