"""Published protocols as they are kept in the database, and back again.

The two directions stand side by side so that no figure gets lost or invented between them.
"""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from patients.names import fold
from treatments import anatomy
from treatments.library import Component, PublishedProtocol, Solution
from treatments.models import ProtocolVersion

# Columns that hold the same thing under the same name in the printed protocol and in the row.
SAME = (
    "condition", "region", "laterality", "guidance", "needle", "sessions_min", "sessions_typical",
    "sessions_max", "spacing_min_days", "spacing_target_days", "spacing_max_days", "followup_note",
    "minors", "age_min", "age_max", "entry_criterion", "stop_rule", "adjunct", "aftercare",
    "requires_second_opinion", "evidence", "evidence_note", "source",
)  # fmt: skip
LISTS = (
    "targets", "schedule_days", "optional_schedule_days", "schedule_months", "followup_days",
    "followup_months", "outcomes", "suggested_outcomes",
)  # fmt: skip


def as_printed(version: ProtocolVersion) -> PublishedProtocol:
    """What the version says, as it is printed. Needs its protocol."""
    says: dict[str, Any] = {name: getattr(version, name) for name in SAME}
    says |= {name: tuple(getattr(version, name)) for name in LISTS}
    return PublishedProtocol(
        id=version.protocol.code,
        kind=version.protocol.kind,
        icd10={side: tuple(codes) for side, codes in version.icd10.items()},
        solutions=solutions_of(version),
        **says,
    )


def columns(published: PublishedProtocol) -> dict[str, Any]:
    """The columns of the ProtocolVersion that says what `published` says."""
    row: dict[str, Any] = {name: getattr(published, name) for name in SAME}
    row |= {name: list(getattr(published, name)) for name in LISTS}
    row["icd10"] = {side: list(codes) for side, codes in published.icd10.items()}
    row["solutions"] = [_solution_as_json(solution) for solution in published.solutions]
    row["search_key"] = fold(
        " ".join(
            [
                published.condition,
                anatomy.region_label(published.region),
                *published.targets,
                *(code for codes in published.icd10.values() for code in codes),
                published.source,
            ]
        )
    )
    return row


def solutions_of(version: ProtocolVersion) -> tuple[Solution, ...]:
    return tuple(_solution(stored) for stored in version.solutions)


def codes_for(version: ProtocolVersion, side: str, *, exact: bool = False) -> list[str]:
    """ICD-10-CM codes that fit the side, the most exact first; `exact` leaves out those that name
    no side where one is meant."""
    keys = (side, "any") if exact else (side, "any", "unspecified")
    return [code for key in keys for code in version.icd10.get(key, [])]


def _solution_as_json(solution: Solution) -> dict[str, Any]:
    stored = {
        field.name: _plain(getattr(solution, field.name))
        for field in fields(Solution)
        if field.name != "components" and getattr(solution, field.name) not in (None, "", ())
    }
    stored["components"] = [
        {
            field.name: _plain(getattr(part, field.name))
            for field in fields(Component)
            if getattr(part, field.name) is not None
        }
        for part in solution.components
    ]
    return stored


def _plain(value: Any) -> Any:
    # JSON has binary fractions only: a percentage is kept as text.
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


def _decimal(stored: Mapping[str, Any], key: str) -> Decimal | None:
    return Decimal(stored[key]) if key in stored else None


def _solution(stored: Mapping[str, Any]) -> Solution:
    return Solution(
        route=stored.get("route", ""),
        components=tuple(
            Component(
                name=part["name"],
                pct=_decimal(part, "pct"),
                pct_min=_decimal(part, "pct_min"),
                pct_max=_decimal(part, "pct_max"),
            )
            for part in stored["components"]
        ),
        volume_ml_per_site=_decimal(stored, "volume_ml_per_site"),
        volume_ml_total=_decimal(stored, "volume_ml_total"),
        volume_ml_total_max=_decimal(stored, "volume_ml_total_max"),
        volumes_ml_by_site=tuple(Decimal(ml) for ml in stored.get("volumes_ml_by_site", ())),
        sites=stored.get("sites"),
        sites_max=stored.get("sites_max"),
        sites_per_joint=stored.get("sites_per_joint"),
        recipe=stored.get("recipe", ""),
        note=stored.get("note", ""),
        local_anaesthetic=stored.get("local_anaesthetic"),
        procedure=stored.get("procedure", ""),
    )
