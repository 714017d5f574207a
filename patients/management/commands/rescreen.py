"""Repeats stored screenings and compares; docs/commands.md describes what is printed."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from patients.management.records import one_record
from patients.models import Screening
from patients.replays import Proof, Replayed, in_force, prove
from staff import clock

AT_ONCE = 200
EXIT_DIFFERS = 1
EXIT_NOT_REPEATABLE = 3


class Command(BaseCommand):
    help = (
        "Ask every rule again on the stored facts and thresholds of the screenings in force on a "
        "day, and compare. Exit code 1: one differs; 3: none differs, but one was made by other "
        "rules and cannot be repeated."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as-of",
            type=a_day,
            metavar="DATE",
            help="The day, as 2026-11-02; today if not given.",
        )
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--patient", metavar="ID", help="Record number or key of one patient.")
        which.add_argument("--screening", metavar="ID", type=int, help="Key of one screening.")
        which.add_argument("--all", action="store_true", help="The screenings of all patients.")
        parser.add_argument("--json", action="store_true", help="One JSON object a line.")

    def handle(self, *args: Any, **options: Any) -> None:
        as_of = options["as_of"] or clock.today()
        line = as_json if options["json"] else as_text
        counted: Counter[Proof] = Counter()
        for screening in chosen(options, as_of).iterator(chunk_size=AT_ONCE):
            replayed = prove(screening, as_of=as_of)
            counted[replayed.proof] += 1
            self.stdout.write(line(replayed))
        if not counted and not options["all"]:
            raise CommandError(f"There is no such screening on or before {as_of}.")
        if not options["json"]:
            self.stdout.write(summary(counted))
        if code := exit_code(counted):
            raise CommandError(summary(counted), returncode=code)


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day like 2026-11-02") from error


def chosen(options: dict[str, Any], as_of: date) -> QuerySet[Screening]:
    rows = Screening.objects.all()
    if options["patient"]:
        rows = rows.filter(patient=one_record(options["patient"]))
    if options["screening"] is not None:
        rows = rows.filter(pk=options["screening"])
    return in_force(rows, as_of)


def as_text(replayed: Replayed) -> str:
    """`P-000012 plan 2026-11-02 needs_decision: same (52 rules, 3 findings)`."""
    screening = replayed.screening
    counts = [f"{replayed.rules} rules, {replayed.findings} findings"]
    if replayed.decided_later:
        counts.append(f"{replayed.decided_later} decided later")
    said = replayed.proof.replace("_", " ")
    if replayed.proof is Proof.SAME:
        said += f" ({'; '.join(counts)})"
    lines = [
        f"{screening.patient.record_number} {screening.kind} {screening.run_on} "
        f"{replayed.verdict}: {said}",
        *(f"  {difference}" for difference in replayed.differences),
    ]
    return "\n".join(lines)


def as_json(replayed: Replayed) -> str:
    screening = replayed.screening
    return json.dumps(
        {
            "record_number": screening.patient.record_number,
            "screening": screening.pk,
            "kind": screening.kind,
            "run_on": screening.run_on.isoformat(),
            "rules_version": screening.rules_version,
            "verdict": replayed.verdict,
            "result": replayed.proof.value,
            "rules": replayed.rules,
            "findings": replayed.findings,
            "decided_later": replayed.decided_later,
            "differences": list(replayed.differences),
        }
    )


def summary(counted: Counter[Proof]) -> str:
    return (
        f"{counted.total()} screenings: {counted[Proof.SAME]} same, "
        f"{counted[Proof.DIFFERS]} differ, {counted[Proof.NOT_REPEATABLE]} not repeatable."
    )


def exit_code(counted: Counter[Proof]) -> int:
    if counted[Proof.DIFFERS]:
        return EXIT_DIFFERS
    return EXIT_NOT_REPEATABLE if counted[Proof.NOT_REPEATABLE] else 0
