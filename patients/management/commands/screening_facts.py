"""Prints what the charts say before any rule judges it; docs/commands.md describes each key."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand

from patients.facts import gather_many
from patients.management.records import add_whose, records
from patients.models import Patient
from patients.policy import clinic_policy
from patients.rules.derived import Derived, derive
from staff import clock

CHARTS_AT_ONCE = 500


class Command(BaseCommand):
    help = "Print what the charts say, patient by patient: diabetes, medicines, allergies ..."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_whose(parser)
        parser.add_argument("--json", action="store_true", help="One JSON object a line.")

    def handle(self, *args: Any, **options: Any) -> None:
        line = as_json if options["json"] else as_text
        for patient, derived in derived_facts(options):
            self.stdout.write(line(patient, derived))


def derived_facts(options: dict[str, Any]) -> Iterator[tuple[Patient, Derived]]:
    """Charts in batches, so that a large clinic fits in memory and costs few queries."""
    today, policy = clock.today(), clinic_policy()
    rows = records(options).order_by("record_number").iterator(chunk_size=CHARTS_AT_ONCE)
    while batch := list(islice(rows, CHARTS_AT_ONCE)):
        facts = gather_many(batch, today=today)
        for patient in batch:
            yield patient, derive(facts[patient.pk], policy)


def as_json(patient: Patient, derived: Derived) -> str:
    known = {"record_number": patient.record_number, **derived.to_json()}
    return json.dumps(known)


def as_text(patient: Patient, derived: Derived) -> str:
    """The same for a person to read: one line a fact, the allergies that there are."""
    known = derived.to_json()
    lines = [f"{patient.record_number}, born {known.pop('birth_date')}, {known.pop('sex')}"]
    allergies: dict[str, list[str]] = known.pop("allergies")
    allergies_status = known.pop("allergies_status")
    unclassified: list[str] = known.pop("unclassified_medications")
    for name, said in known.items():
        value = said["value"] if said["value"] is not None else "not on file"
        why = "; ".join(said["evidence"])
        lines.append(f"  {name:<22} {value}{f'  ({why})' if why else ''}")
    lines.append(f"  {'unclassified':<22} {'; '.join(unclassified) or 'none'}")
    listed = [f"{name}: {', '.join(found)}" for name, found in allergies.items() if found]
    lines.append(f"  {'allergies':<22} {'; '.join(listed) or allergies_status}")
    return "\n".join(lines)
