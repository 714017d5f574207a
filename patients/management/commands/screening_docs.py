from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from patients.rules.document import page

PAGE = settings.BASE_DIR / "docs" / "screening.md"


class Command(BaseCommand):
    help = "Write docs/screening.md from the tables of the screening rules."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail if the page is out of date."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = page()
        if PAGE.is_file() and PAGE.read_text("utf-8") == wanted:
            self.stdout.write("docs/screening.md is up to date.")
            return
        if options["check"]:
            raise CommandError("docs/screening.md is out of date: run `make docs`.")
        PAGE.write_text(wanted, "utf-8")
        self.stdout.write("docs/screening.md written.")
