"""The note that a session record proposes, made from what was entered. The physician edits it."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.text import capfirst

from treatments.given import grams_of_dextrose, in_words
from treatments.library import plain
from treatments.models import Injection, PlanVersion, SessionRecord
from treatments.record_mixes import MixUsed


def proposed_note(
    record: SessionRecord,
    version: PlanVersion,
    injections: Sequence[Injection],
    *,
    mixes: Sequence[MixUsed],
    vitals: str,
    number: int,
    time_out_complete: bool,
) -> str:
    """Plain text, one line for each thing; what is not known yet is left out."""
    lines = [f"Session {number}. {capfirst(version.place)}: {version.indication}."]
    if record.screening is not None:
        lines.append(f"Screening today: {record.screening.get_outcome_display().lower()}.")
    if vitals:
        lines.append(f"{vitals}.")
    if time_out_complete:
        lines.append("Time-out complete.")
    lines += [f"{mix}." for mix in mixes if not mix.thrown_away]
    lines += [_injection(place, injection) for place, injection in enumerate(injections, start=1)]
    if injections:
        volume = plain(sum((injection.volume_ml for injection in injections), Decimal(0)))
        grams = plain(round(grams_of_dextrose(injections), 3))
        lines.append(f"Total {volume} mL, {grams} g of dextrose.")
    if record.reaction:
        said = f": {record.reaction_note}" if record.reaction_note else ""
        lines.append(f"Immediate reaction: {record.get_reaction_display().lower()}{said}.")
    if record.observed_minutes is not None:
        lines.append(f"Observed for {record.observed_minutes} minutes.")
    if record.aftercare_given:
        lines.append("Aftercare sheet given and talked through.")
    return "\n".join(lines)


def _injection(place: int, injection: Injection) -> str:
    said = [
        in_words(injection),
        f"from mix {injection.mix.letter}" if injection.mix is not None else "",
        f"needle {injection.needle}" if injection.needle else "",
        f"image {injection.image_reference}" if injection.image_reference else "",
        injection.note,
    ]
    return f"{place}. {capfirst(str(injection))}: {'; '.join(filter(None, said))}."
