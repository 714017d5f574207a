"""The job worker by itself, for those who do not use `serve`."""

from typing import Any, cast

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from clinic.health import SECONDS_BETWEEN_HEARTBEATS, WORKER_LOST_AFTER_SECONDS

SECONDS_TO_FINISH_A_JOB = 5


class Command(BaseCommand):
    help = "Run background jobs (housekeeping, reminders) until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        connector = cast(DjangoConnector, app.connector).get_worker_connector()
        with app.replace_connector(connector):
            app.run_worker(
                update_heartbeat_interval=SECONDS_BETWEEN_HEARTBEATS,
                stalled_worker_timeout=WORKER_LOST_AFTER_SECONDS,
                shutdown_graceful_timeout=SECONDS_TO_FINISH_A_JOB,
            )
