from typing import Any

from django.core.management.base import BaseCommand

from staff import clock
from treatments.actions.library import load_published


class Command(BaseCommand):
    help = "Bring the protocol library up to the published protocols that come with Prolo."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Protocol library: {load_published(now=clock.now())}.")
