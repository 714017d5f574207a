"""Which records a command is about: one, or all."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db.models import Q, QuerySet

from patients.models import Patient

_LONGEST_KEY = 18  # digits; more do not fit the column


def add_whose(parser: ArgumentParser) -> None:
    """`--patient ID` or `--all`; one of them has to be there."""
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument(
        "--patient", metavar="ID", help="One record, by its record number or its key."
    )
    whose.add_argument("--all", action="store_true", help="Every record that is not merged.")


def records(options: dict[str, Any]) -> QuerySet[Patient]:
    """The records that were asked for. Raises CommandError for one that does not exist."""
    if options["all"]:
        return Patient.objects.current()
    return Patient.objects.filter(pk=one_record(options["patient"]).pk)


def one_record(number_or_key: str) -> Patient:
    """The record with this number; where there is none, the one with this primary key."""
    wanted = number_or_key.strip()
    named = Q(record_number__iexact=wanted)
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= _LONGEST_KEY:
        named |= Q(pk=int(wanted))
    # A record number made of digits only could be the key of another record: the number goes first.
    found = sorted(Patient.objects.filter(named), key=lambda p: p.record_number != wanted)
    if not found:
        raise CommandError(f"No patient has the record number or key {wanted!r}.")
    return found[0]
