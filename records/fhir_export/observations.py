"""What was measured: results, vital signs, and scores of outcome instruments."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta, timezone
from typing import Any

from patients.models import Result
from records.fhir.datatypes import LOINC
from records.fhir_export.building import (
    Export,
    Resource,
    annotation,
    coding,
    concept,
    notes,
    own_coding,
    quantity,
    resource,
    term,
    wall_time,
)
from records.fhir_export.chart import waiting_tag
from records.fhir_export.vocabulary import BLOOD_PRESSURE, RESULTS, US_CORE
from treatments.library import plain
from treatments.models import Score
from treatments.scores import INSTRUMENTS, Instrument, in_words

SYSTOLIC, DIASTOLIC = "bp_systolic", "bp_diastolic"
# Two pressures typed together are saved together.
SAME_ENTRY = timedelta(minutes=1)
# Units of instruments that UCUM has; "of 10" and the like are words.
_SCORE_UNITS = {"%": "%", "mm": "mm", "days": "d"}


def measurements(rows: Iterable[Result]) -> Iterator[tuple[Result, Result | None]]:
    """Each result by itself, and the two pressures of one measurement together, systolic first.

    Where one moment has several, nobody knows which belong together: each stays by itself.
    """
    pressures: dict[tuple[Any, ...], list[Result]] = defaultdict(list)
    for row in rows:
        if row.kind in (SYSTOLIC, DIASTOLIC):
            pressures[_moment(row)].append(row)
        else:
            yield row, None
    for measured in pressures.values():
        pair = sorted(measured, key=lambda row: row.kind, reverse=True)
        if len(pair) == 2 and _belong_together(*pair):
            yield pair[0], pair[1]
        else:
            yield from ((row, None) for row in measured)


def _moment(row: Result) -> tuple[Any, ...]:
    return (
        row.taken_on, row.taken_at, row.entered_by_id, row.voided_at, row.void_reason,
        row.referral_id, row.accepted_at, row.accepted_by_id,
    )  # fmt: skip


def _belong_together(high: Result, low: Result) -> bool:
    kinds = (high.kind, low.kind) == (SYSTOLIC, DIASTOLIC)
    return kinds and abs(high.entered_at - low.entered_at) < SAME_ENTRY


def measurement(head: Result, other: Result | None, made: Export) -> Resource:
    return result(head, made) if other is None else blood_pressure(head, other, made)


def result(row: Result, made: Export) -> Resource:
    kind = RESULTS[row.kind]
    return _observation(
        row,
        made,
        code=concept(row.get_kind_display(), coding(LOINC, kind.loinc, kind.words)),
        valueQuantity=_value(row),
    )


def blood_pressure(systolic: Result, diastolic: Result, made: Export) -> Resource:
    """The panel that profiles ask for; it goes by the id of its systolic value."""
    panel = _observation(
        systolic,
        made,
        code=concept("Blood pressure", coding(LOINC, *BLOOD_PRESSURE)),
        component=[
            {
                "code": concept(
                    row.get_kind_display(),
                    coding(LOINC, RESULTS[row.kind].loinc, RESULTS[row.kind].words),
                ),
                "valueQuantity": _value(row),
            }
            for row in (systolic, diastolic)
        ],
    )
    panel["meta"]["profile"] = [f"{US_CORE}/us-core-blood-pressure"]
    return panel


def _value(row: Result) -> Resource | None:
    return quantity(row.value, row.unit or "INR", RESULTS[row.kind].ucum)


def _observation(row: Result, made: Export, **says: Any) -> Resource:
    kind = RESULTS[row.kind]
    return resource(
        "Observation",
        made,
        row,
        profile=kind.profile,
        tag=waiting_tag(row),
        status="entered-in-error" if row.voided_at else "final",
        category=[term("observation-category", kind.category)],
        subject=made.subject,
        effectiveDateTime=_taken(row, made),
        issued=made.instant(row.entered_at),
        **says,
    )


def _taken(row: Result, made: Export) -> str:
    """The moment on the clock of a place where it was the day that the chart has.

    A value from elsewhere has the day of that place, which may be another one here.
    """
    if row.taken_at is None:
        return row.taken_on.isoformat()
    elsewhere = (timezone(timedelta(hours=hours)) for hours in range(-12, 15))
    for zone in (made.zone, UTC, *elsewhere):
        if row.taken_at.astimezone(zone).date() == row.taken_on:
            return wall_time(row.taken_at, zone)
    return wall_time(row.taken_at, made.zone)


def score(row: Score, made: Export) -> Resource:
    """A score goes by the code of its instrument here; what it was asked, if that may be shown."""
    instrument = INSTRUMENTS.get(row.instrument)
    unit = instrument.unit if instrument else ""
    named = own_coding(
        "instrument", row.instrument, instrument.name if instrument else row.instrument
    )
    return resource(
        "Observation",
        made,
        row,
        status="final",
        basedOn=[made.plan(row.plan_id)],
        category=[term("observation-category", "survey")],
        code=concept(
            instrument.name if instrument else row.instrument,
            named | {"version": row.instrument_version},
        ),
        subject=made.subject,
        effectiveDateTime=row.taken_on.isoformat(),
        issued=made.instant(row.entered_at),
        valueQuantity=quantity(row.value, unit, _SCORE_UNITS.get(unit, "")),
        method=concept(instrument.question) if instrument and instrument.may_ask else None,
        note=notes(annotation(_scale(row, instrument), made)),
    )


def _scale(row: Score, instrument: Instrument | None) -> str:
    said = [f"{row.get_moment_display()}."]
    if instrument is None:
        return said[0]
    if instrument.choices:
        said.append(f"{in_words(instrument, row.value)}.")
    if instrument.minimum is not None and instrument.maximum is not None:
        said.append(f"Runs from {plain(instrument.minimum)} to {plain(instrument.maximum)}.")
    if instrument.higher_is_worse is not None:
        said.append(f"Higher is {'worse' if instrument.higher_is_worse else 'better'}.")
    return " ".join(said)
