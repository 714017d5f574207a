"""The whole demo, seeded once for a module; gives the log that was written from then on."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from clinic.demo.stories import STORIES
from staff import clock
from tests.clinic.logged import written_log

NOW = datetime(2026, 11, 18, 15, 40, tzinfo=UTC)  # a Wednesday morning in New York
TODAY = date(2026, 11, 18)


@pytest.fixture(scope="module", autouse=True)
def demo(
    django_db_setup: None,
    django_db_blocker: pytest.Function,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[io.StringIO]:
    var: Path = tmp_path_factory.mktemp("var")
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
        written_log() as log,
    ):
        patch.setattr(settings, "VAR_DIR", var)
        patch.setattr(clock, "now", lambda: NOW)
        patch.setenv("PROLO_DEMO_PASSWORD", "wooden spoons for all")
        call_command("seed_demo", patients=len(STORIES) + 3, stdout=io.StringIO())
        yield log
        transaction.set_rollback(True)
