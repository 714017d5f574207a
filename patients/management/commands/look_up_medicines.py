from typing import Any

from django.core.management.base import BaseCommand

from patients.actions.classes import look_up_again


class Command(BaseCommand):
    help = (
        "Looks up the medicines of all charts again, after an upgrade brought a longer drug list. "
        "What a physician classified stays. May be run at any time, and twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        changed = look_up_again()
        self.stdout.write(f"Medicines with another class than before: {changed}")
