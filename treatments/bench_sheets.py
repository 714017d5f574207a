"""What stands on the mixing sheet and on the labels of the bench, in words. Reads, writes nothing.

Before anything is mixed they show what the plan asks for and leave lines to fill in.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.text import capfirst

from patients.models import Allergy, Patient
from staff.templatetags.prolo import clock, day, moment
from treatments.actions.sessions import TIME_OUT
from treatments.library import plain
from treatments.mix_cautions import in_words
from treatments.mix_page import Card, Contents, MadeCard, PreparePage, prepare_page
from treatments.models import Injection, SessionRecord

Sheet = dict[str, Any]
_MG = Decimal("0.001")
_TENTH = Decimal("0.1")
_TO_FILL_IN = ("Mixed at", "Use before", "Mixed by", "Clear, no particles")


def mixing_sheet(
    record: SessionRecord, *, now: datetime, syringe_step: Decimal | None = None
) -> Sheet:
    """Wants the session with plan and patient. Always as many queries."""
    page = prepare_page(record, now=now, syringe_step=syringe_step)
    plan = record.session.plan
    patient = plan.patient
    injections = [row for card in page.cards for row in card.group.injections]
    injections += [row for card in page.made for row in card.injections]
    places = dict.fromkeys(row.place.split(",")[0] for row in (*injections, *page.not_mixed))
    return {
        "clinic": settings.PROLO_CLINIC_NAME,
        "printed": moment(now),
        "patient": _patient(patient),
        "day": day(record.treated_on),
        "session": f"Session {record.session.number}",
        "physician": str(record.physician),
        "weight": _weight(page),
        "place": "; ".join(places) or "not stated",
        "allergic": patient.allergies_status != Patient.Allergies.NONE_KNOWN,
        "allergies": _allergies(patient),
        "mixes": [*map(_made, page.made), *map(_to_be_made, page.cards)],
        "not_mixed": [_not_mixed(row) for row in page.not_mixed],
        "doses": list(page.bar.day.lines) if page.bar else [],
        "dose_sum": _dose_sum(page),
        "no_dose": _no_dose(page),
        "time_out": [line for _, line in TIME_OUT],
    }


def bench_labels(
    record: SessionRecord, *, now: datetime, syringe_step: Decimal | None = None
) -> Sheet:
    """One label for each batch that stands, and for each that is still to be made."""
    page = prepare_page(record, now=now, syringe_step=syringe_step)
    made = [
        _label(card.mix.letter, card.contents, card.injections)
        | {
            "mixed_at": clock(card.mix.mixed_at),
            "use_before": clock(card.use_before),
            "mixed_by": str(card.mix.mixed_by),
        }
        for card in page.made
    ]
    planned = [
        _label(card.letter, card.contents, card.group.injections)
        for card in page.cards
        if card.contents is not None and card.can_be_made
    ]
    return {
        "patient": _patient(record.session.plan.patient),
        "day": _date(record.treated_on),
        "labels": made + planned,
    }


def _patient(patient: Patient) -> dict[str, str]:
    names = (*patient.given_name.split(), *patient.family_name.split())
    return {
        "name": str(patient),
        "initials": " ".join(f"{name[0]}." for name in names[:4]),
        "born": _date(patient.birth_date),
        "number": patient.record_number,
    }


def _allergies(patient: Patient) -> str:
    if patient.allergies_status != Patient.Allergies.LISTED:
        return {
            Patient.Allergies.NOT_ASKED: "not asked",
            Patient.Allergies.NONE_KNOWN: "none known",
        }[Patient.Allergies(patient.allergies_status)]
    standing = Allergy.objects.filter(patient=patient, voided_at=None, disproved_on=None)
    return ", ".join(str(allergy) for allergy in standing)


def _weight(page: PreparePage) -> str:
    return f"{plain(page.bar.day.weight_kg)} kg" if page.bar else "no recent one on file"


def _dose_sum(page: PreparePage) -> str:
    if page.bar is None:
        return ""
    lowered = ", lowered (rule R40)" if page.bar.day.reduced else ""
    return (
        f"Together {page.bar.day.used_pct} of the maximum for "
        f"{plain(page.bar.day.weight_kg)} kg{lowered}."
    )


def _no_dose(page: PreparePage) -> str:
    if page.bar is None and page.holds_anesthetic:
        return "Without a recent weight the maximum cannot be reckoned."
    return "None is mixed, and none is entered from elsewhere."


def _made(card: MadeCard) -> Sheet:
    mix = card.mix
    making = {
        "Mixed at": clock(mix.mixed_at),
        "Use before": clock(card.use_before),
        "Mixed by": str(mix.mixed_by),
        "Looks": mix.get_appearance_display(),
    }
    return _mix(mix.letter, card.contents, card.injections) | {
        "making": _named(making),
        "cautions": [in_words(code) for code in mix.acknowledged],
    }


def _to_be_made(card: Card) -> Sheet:
    made = _mix(card.letter, card.contents, card.group.injections) | {
        "state": "Not mixed yet: this is what the plan asks for.",
        "problems": list(card.problems),
        "making": _named(dict.fromkeys(_TO_FILL_IN, ""), tick=_TO_FILL_IN[-1]),
        "cautions": [],
    }
    if card.contents is None:
        made |= {"contents": card.asked, "total": f"{plain(card.total_ml)} mL"}
    return made


def _mix(letter: str, contents: Contents | None, injections: Iterable[Injection]) -> Sheet:
    return {
        "letter": letter,
        "contents": contents.in_words if contents else "",
        "total": f"{plain(contents.total_ml)} mL" if contents else "",
        "state": "",
        "problems": [],
        "parts": _parts(contents) if contents else [],
        "targets": [_target(row) for row in injections],
        "figures": _figures(contents) if contents else [],
    }


def _parts(contents: Contents) -> list[dict[str, str]]:
    return [
        {
            "stock": line.lot.product.name,
            "lot": line.lot.number,
            "expires": _date(line.lot.expires_on),
            "ml": f"{plain(line.ml)} mL",
        }
        for line in contents.lines
    ]


def _figures(contents: Contents) -> list[Sheet]:
    anesthetic = ", ".join(contents.doses) or "none"
    return _named(
        {
            "Dextrose injected": f"{plain(contents.grams.quantize(_MG))} g",
            "Anesthetic injected": anesthetic,
            "Osmolarity, at least": f"{contents.osmolarity.quantize(_TENTH):,} mOsm/L",
        }
    )


def _named(values: dict[str, str], tick: str = "") -> list[Sheet]:
    """Names with values; `tick` names the one that is a box to tick where its value is empty."""
    return [{"name": name, "value": value, "tick": name == tick} for name, value in values.items()]


def _date(value: date) -> str:
    """Without the weekday, which says nothing about a birth or an expiry: "12 Apr 1968"."""
    return f"{value.day} {value:%b %Y}"


def _target(row: Injection) -> str:
    points = "1 point" if row.points == 1 else f"{row.points} points"
    return f"{capfirst(row.place)}: {plain(row.volume_ml)} mL, {points}"


def _not_mixed(row: Injection) -> str:
    detail = f" ({row.procedure_detail})" if row.procedure_detail else ""
    return f"{row.get_procedure_display()}{detail}. {_target(row)}"


def _label(letter: str, contents: Contents | None, injections: Iterable[Injection]) -> Sheet:
    places = dict.fromkeys(row.place.split(",")[0] for row in injections)
    return {
        "letter": letter,
        "contents": contents.in_words if contents else "",
        "total": f"{plain(contents.total_ml)} mL" if contents else "",
        "place": "; ".join(places),
        "mixed_at": "",
        "use_before": "",
        "mixed_by": "",
    }
