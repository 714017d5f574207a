"""What a new plan starts with: the protocol's figures, and the clinic's where it has none.

Nothing is made up at a target: a strength or volume that the source does not print stays empty,
and the physician fills it in.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from treatments import anatomy, library, scores
from treatments.consent_text import ANAESTHETICS
from treatments.deviations import FINEST, OTHER_SUBSTANCES, spacing_said
from treatments.library import Solution
from treatments.models import ProtocolVersion
from treatments.stored_protocol import solutions_of

ALWAYS_SCORED = ("nrs_pain", "percent_normal")


def rhythm(protocol: ProtocolVersion | None) -> dict[str, int]:
    """Sessions and spacing (days), in order: fewest ≤ planned ≤ most."""
    clinic = library.clinic_defaults()
    sessions: tuple[int | None, int | None, int | None] = (None, None, None)
    spacing: tuple[int | None, int | None, int | None] = (None, None, None)
    if protocol is not None:
        sessions = (protocol.sessions_min, protocol.sessions_max, protocol.sessions_typical)
        spacing = spacing_said(protocol)
    fewest, planned, most = _in_order(
        *sessions, (clinic.sessions_min, clinic.sessions_max, clinic.sessions_typical)
    )
    least, aimed, longest = _in_order(
        *spacing, (clinic.spacing_min_days, clinic.spacing_max_days, clinic.spacing_target_days)
    )
    return {
        "sessions_min": fewest,
        "sessions_target": planned,
        "sessions_max": most,
        "spacing_min_days": least,
        "spacing_target_days": aimed,
        "spacing_max_days": longest,
    }


def _in_order(
    least: int | None, most: int | None, usual: int | None, clinic: tuple[int, int, int]
) -> tuple[int, int, int]:
    """Fill the gaps from the clinic's figures without contradicting what was said."""
    said = [figure for figure in (least, usual, most) if figure is not None]
    floor = least if least is not None else min([clinic[0], *said])
    ceiling = most if most is not None else max([clinic[1], *said])
    middle = usual if usual is not None else clinic[2]
    return floor, min(max(middle, floor), ceiling), ceiling


def followup_days(protocol: ProtocolVersion | None, planned: dict[str, int]) -> list[int]:
    """Days after the last session. The protocol's visits are counted from its first session: those
    after its last one are moved; without any, the clinic's review after the last session."""
    clinic = [library.clinic_defaults().review_days_after_last]
    if protocol is None or not protocol.followup_days:
        return clinic
    if protocol.schedule_days:
        last = protocol.schedule_days[-1]
    else:
        last = (planned["sessions_target"] - 1) * planned["spacing_target_days"]
    return [day - last for day in sorted(protocol.followup_days) if day > last] or clinic


def instruments(protocol: ProtocolVersion | None) -> list[str]:
    named: list[str] = [] if protocol is None else protocol.outcomes + protocol.suggested_outcomes
    known = [scores.instrument_for(name) for name in named]
    return list(dict.fromkeys([*ALWAYS_SCORED, *(found.code for found in known if found)]))


def target_rows(protocol: ProtocolVersion | None, region: str, side: str) -> list[dict[str, Any]]:
    """One row of form values per structure the protocol names; one empty row without any."""
    guidance = library.clinic_defaults().guidance
    if protocol is None:
        return [{"side": side, "guidance": guidance, "points": 1}]
    solutions = solutions_of(protocol)
    names = protocol.targets or [""]
    return [
        {
            "structure": _structure(name, region),
            "side": side,
            "guidance": protocol.guidance or guidance,
            "points": 1,
        }
        | _mixture(solutions, names, place)
        for place, name in enumerate(names)
    ]


def _structure(name: str, region: str) -> str:
    """The catalogue's label where the protocol's word is found in it, else the protocol's word."""
    for structure in anatomy.structures_of(region):
        if name.casefold() in (
            structure.label.casefold(),
            anatomy.describe("", structure.region, "").casefold() + f" {structure.label}",
        ):
            return structure.label
    return name


def _mixture(solutions: Sequence[Solution], names: Sequence[str], place: int) -> dict[str, Any]:
    solution = _solution_at(solutions, names, place)
    if solution is None:
        return {}
    row: dict[str, Any] = {"route": solution.route, "procedure": solution.procedure}
    dextrose = solution.component("dextrose")
    if dextrose is not None:
        row["dextrose_pct"] = _sayable(dextrose.pct)
    for name, column in OTHER_SUBSTANCES.items():
        part = solution.component(name)
        if part is not None:
            row[column] = _sayable(part.pct)
    agents = [part for part in solution.components if part.name in ANAESTHETICS]
    # Nothing published holds three; the columns end there.
    for field, agent in zip(("anaesthetic", "second_anaesthetic"), agents, strict=False):
        row |= {field: agent.name, f"{field}_pct": _sayable(agent.pct)}
    return row | _volume(solution, len(names) if len(solutions) == 1 else 1, place)


def _sayable(pct: Decimal | None) -> Decimal | None:
    """A computed figure rounded to what a plan can say; a printed one stays as it is."""
    rounded = None if pct is None else pct.quantize(FINEST)
    return pct if rounded == pct else rounded


def _solution_at(
    solutions: Sequence[Solution], names: Sequence[str], place: int
) -> Solution | None:
    if not solutions:
        return None
    if len(solutions) == 1:
        return solutions[0]
    if len(solutions) == len(names):
        return solutions[place]
    inside = "joint" in names[place] and "insertion" not in names[place]
    route = "intra_articular" if inside else "extra_articular"
    return next((s for s in solutions if s.route == route), None)


def _volume(solution: Solution, shared_by: int, place: int) -> dict[str, Any]:
    """Volume and points of one of `shared_by` targets; nothing where the source leaves it open."""
    by_site = solution.volumes_ml_by_site
    if len(by_site) == shared_by:
        return {"volume_ml": by_site[place]}
    each, sites = solution.volume_ml_per_site, solution.sites
    if each is not None and sites is not None and sites % shared_by == 0:
        points = sites // shared_by
        return {"volume_ml": each * Decimal(points), "points": points}
    if solution.volume_ml_total is not None and shared_by == 1:
        return {"volume_ml": solution.volume_ml_total}
    return {}
