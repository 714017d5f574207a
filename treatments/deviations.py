"""Where a plan leaves the protocol it was drafted from. Each place needs a reason.

A figure that the protocol does not give cannot be left: silence is no instruction. The visits of
a study count from its first day and those of a plan from its last session, so follow-ups are not
compared.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.text import slugify

from treatments import anatomy
from treatments.consent_text import ANAESTHETICS
from treatments.given import SOLUTION, value_in_words
from treatments.library import COMPONENTS, NOT_STATED, Component, Solution, plain
from treatments.models import PlanVersion, ProtocolVersion, Target
from treatments.plan_content import PlanContent, TargetContent
from treatments.stored_protocol import solutions_of
from treatments.substances import substance_words

# A draft that is being written, or the rows it is kept in: both have the same names.
Plannable = PlanContent | PlanVersion
Place = TargetContent | Target

FINEST = Decimal("0.001")  # per cent; finer than a plan says it

OTHER_SUBSTANCES = {
    "glycerin": "glycerin_pct",
    "phenol": "phenol_pct",
    "sodium_morrhuate": "morrhuate_pct",
}


@dataclass(frozen=True, slots=True)
class Deviation:
    """One difference: what it is about, what the protocol says, what the plan says."""

    subject: str
    protocol: str
    plan: str
    places: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Stable as long as the difference stays the same."""
        return slugify(f"{self.subject} {self.plan}".replace(".", "-"))

    @property
    def field(self) -> str:
        return f"{self.subject}: {', '.join(self.places)}" if self.places else self.subject

    def as_json(self, reason: str) -> dict[str, Any]:
        """As the plan keeps it, with the reason that was given."""
        return {
            "key": self.key,
            "field": self.field,
            "protocol": self.protocol,
            "plan": self.plan,
            "reason": reason.strip()[:300],
        }


def deviations(
    protocol: ProtocolVersion | None, content: Plannable, targets: Sequence[Place]
) -> list[Deviation]:
    """All differences; the same one at several targets is one, with their names."""
    if protocol is None:
        return []
    found: dict[tuple[str, str, str], list[str]] = {}
    for difference in (*_region(protocol, content), *_rhythm(protocol, content)):
        found[difference] = []
    solutions = solutions_of(protocol)
    for target in targets:
        place = anatomy.structure_label(target.structure)
        for difference in _at_target(protocol.guidance, solutions, target, targets):
            found.setdefault(difference, []).append(place)
    return [Deviation(*difference, tuple(places)) for difference, places in found.items()]


Difference = tuple[str, str, str]


def _region(protocol: ProtocolVersion, content: Plannable) -> Iterator[Difference]:
    if protocol.region not in (content.region, anatomy.ANY_REGION):
        yield "Region", anatomy.region_label(protocol.region), anatomy.region_label(content.region)


def _rhythm(protocol: ProtocolVersion, content: Plannable) -> Iterator[Difference]:
    said = _range(protocol.sessions_min, protocol.sessions_max, protocol.sessions_typical)
    if _outside(content.sessions_target, *said):
        yield "Number of sessions", _range_words(*said), str(content.sessions_target)
    said = _range(*spacing_said(protocol))
    if _outside(content.spacing_target_days, *said):
        yield (
            "Days between sessions",
            f"{_range_words(*said)} days",
            f"{content.spacing_target_days} days",
        )


def spacing_said(protocol: ProtocolVersion) -> tuple[int | None, int | None, int | None]:
    """Fewest, most and usual days between sessions; read off the visit days where only they are
    given."""
    given = (protocol.spacing_min_days, protocol.spacing_max_days, protocol.spacing_target_days)
    days = protocol.schedule_days
    gaps = [later - earlier for earlier, later in pairwise(days)]
    if given != (None, None, None) or not gaps:
        return given
    return min(gaps), max(gaps), gaps[0]


def _range(least: int | None, most: int | None, usual: int | None) -> tuple[int | None, int | None]:
    return (usual, usual) if least is None and most is None else (least, most)


def _outside(value: int, least: int | None, most: int | None) -> bool:
    return (least is not None and value < least) or (most is not None and value > most)


def _range_words(least: int | None, most: int | None) -> str:
    if least == most:
        return str(least)
    if least is None:
        return f"at most {most}"
    return f"at least {least}" if most is None else f"{least}–{most}"


def _at_target(
    guidance: str,
    solutions: Sequence[Solution],
    target: Place,
    targets: Sequence[Place],
) -> list[Difference]:
    found: list[Difference] = []
    if guidance and target.guidance != guidance:
        found.append(
            (
                "Guidance",
                anatomy.GUIDANCE.get(guidance, guidance),
                anatomy.GUIDANCE.get(target.guidance, target.guidance),
            )
        )
    if not solutions:
        return found
    alike = [solution for solution in solutions if solution.procedure == target.procedure]
    if not alike:
        said = " or ".join(dict.fromkeys(solution_in_words(solution) for solution in solutions))
        planned = value_in_words("procedure", target.procedure)
        return [*found, ("Kind of injection", said, planned)]
    solutions = alike
    fitting = [s for s in solutions if s.route in ("", target.route)]
    if not fitting:
        said = " or ".join(dict.fromkeys(anatomy.ROUTES.get(s.route, s.route) for s in solutions))
        return [*found, ("Route", said, anatomy.ROUTES.get(target.route, target.route))]
    if len(fitting) == 1:
        found += _sites(fitting[0], target, targets)
    alone = sum(other.route == target.route for other in targets) == 1
    # A protocol with two mixtures for one way in: the plan is held against the nearer one.
    return found + min(
        (list(_from_solution(solution, target, alone)) for solution in fitting), key=len
    )


def _sites(solution: Solution, target: Place, targets: Sequence[Place]) -> Iterator[Difference]:
    """The needle points of all targets that share the solution and the side."""
    shared = (target.route, target.side, target.procedure)
    planned = sum(
        other.points for other in targets if (other.route, other.side, other.procedure) == shared
    )
    if target.side == "bilateral":
        return  # the source counts one side
    if solution.sites_max is not None and planned > solution.sites_max:
        yield "Number of sites", f"at most {solution.sites_max}", str(planned)
    elif solution.sites is not None and planned != solution.sites:
        yield "Number of sites", str(solution.sites), str(planned)


def solution_in_words(solution: Solution) -> str:
    if solution.procedure:
        return substance_words(solution.procedure)
    return ", ".join(map(str, solution.components)) or SOLUTION


def _from_solution(solution: Solution, target: Place, alone: bool) -> Iterator[Difference]:
    yield from _strength("Dextrose", solution.component("dextrose"), target.dextrose_pct)
    for name, column in OTHER_SUBSTANCES.items():
        yield from _strength(
            COMPONENTS[name].capitalize(), solution.component(name), getattr(target, column)
        )
    yield from _anaesthetic(solution, target)
    yield from _volume(solution, target, alone)


def _strength(name: str, said: Component | None, planned: Decimal | None) -> Iterator[Difference]:
    if said is None:
        if planned is not None:
            yield name, "none", f"{plain(planned)} %"
    elif planned is None:
        yield name, said.strength, "none"
    elif not _fits(said, planned):
        yield name, said.strength, f"{plain(planned)} %"


def _fits(said: Component, planned: Decimal) -> bool:
    if said.pct is not None:
        # A computed figure may be printed finer than a plan can say it: 0.0357 is 0.036 here.
        return planned == said.pct or planned == said.pct.quantize(FINEST)
    if said.pct_min is not None and said.pct_max is not None:
        return said.pct_min <= planned <= said.pct_max
    return True


def _anaesthetic(solution: Solution, target: Place) -> Iterator[Difference]:
    """All agents of the mixture together, in whatever order they are named."""
    said = {part.name: part for part in solution.components if part.name in ANAESTHETICS}
    named = (
        (target.anaesthetic, target.anaesthetic_pct),
        (target.second_anaesthetic, target.second_anaesthetic_pct),
    )
    planned = {name: pct for name, pct in named if name}
    if set(said) == set(planned) and all(
        part.strength == NOT_STATED or _strength_fits(part, planned[name])
        for name, part in said.items()
    ):
        return
    words = [name if pct is None else f"{name} {plain(pct)} %" for name, pct in planned.items()]
    yield (
        "Local anesthetic",
        " + ".join(map(str, said.values())) or "none",
        " + ".join(words) or "none",
    )


def _strength_fits(said: Component, planned: Decimal | None) -> bool:
    return planned is not None and _fits(said, planned)


def _volume(solution: Solution, target: Place, alone: bool) -> Iterator[Difference]:
    allowed: Iterable[Decimal] = ()
    if solution.volumes_ml_by_site:
        allowed = solution.volumes_ml_by_site
    elif solution.volume_ml_per_site is not None:
        allowed = (solution.volume_ml_per_site * target.points,)
    elif solution.volume_ml_total is not None and alone:
        allowed = (solution.volume_ml_total,)
    most = solution.volume_ml_total_max
    wrong = (allowed and target.volume_ml not in allowed) or (
        most is not None and target.volume_ml > most
    )
    if wrong:
        points = "" if target.points == 1 else f" over {target.points} points"
        yield "Volume", solution.volume, f"{plain(target.volume_ml)} mL{points}"
