"""Two versions of a plan side by side, in words. No query if targets and protocol were fetched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.text import capfirst

from treatments import anatomy, scores
from treatments.library import plain
from treatments.models import PlanVersion, Target
from treatments.plan_page import solution_words
from treatments.protocol_page import span


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that both versions say something about; "" where one says nothing."""

    what: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Block:
    """The plan as a whole, or one target: `change` is "" for one that stays in both."""

    title: str
    lines: list[Line]
    change: str = ""

    @property
    def is_changed(self) -> bool:
        return bool(self.change) or any(line.is_changed for line in self.lines)


def compared(before: PlanVersion, after: PlanVersion) -> list[Block]:
    """The plan first, then its targets in the order of `after`, then those that are gone."""
    blocks = [Block("Plan", _lines(_plan_says(before), _plan_says(after)))]
    for old, new in _matched(list(before.targets.all()), list(after.targets.all())):
        blocks.append(_target_block(old, new))
    return blocks


def _lines(before: dict[str, str], after: dict[str, str]) -> list[Line]:
    names = list(dict.fromkeys([*after, *before]))
    lines = [Line(name, before.get(name, ""), after.get(name, "")) for name in names]
    return [line for line in lines if line.before or line.after]


def _plan_says(version: PlanVersion) -> dict[str, str]:
    met = {None: "", True: "Met", False: "Not met"}[version.entry_met]
    return {
        "Indication": f"{version.indication} {version.indication_code}".strip(),
        "Place": version.place,
        "Goal": version.goal,
        "Entry criterion": ": ".join(filter(None, [met, version.entry_reason])),
        "Sessions": f"{version.sessions_target} ({version.sessions_min} to {version.sessions_max})",
        "Between sessions": f"{span(version.spacing_target_days)}, "
        f"from {version.spacing_min_days} to {version.spacing_max_days} days",
        "Follow-up": ", ".join(f"day {day}" for day in version.followup_days),
        "Scores": "; ".join(
            scores.INSTRUMENTS[code].name if code in scores.INSTRUMENTS else code
            for code in version.instruments
        ),
        "Deviations": "; ".join(
            f"{row['field']} {row['plan']}: {row['reason']}" for row in version.deviations
        ),
        "Preparation": version.preparation,
        "Note": version.note,
    }


def _target_says(target: Target) -> dict[str, str]:
    return {
        "Solution": solution_words(target),
        "Volume": f"{plain(target.volume_ml)}\N{NO-BREAK SPACE}mL",
        "Needle points": str(target.points),
        "Route": anatomy.ROUTES.get(target.route, target.route),
        "Guidance": anatomy.GUIDANCE.get(target.guidance, target.guidance),
        "Note": target.note,
    }


def _target_block(old: Target | None, new: Target | None) -> Block:
    shown = new or old
    assert shown is not None, "a pair holds at least one target"
    change = "Added" if old is None else "Left out" if new is None else ""
    lines = _lines(_target_says(old) if old else {}, _target_says(new) if new else {})
    return Block(capfirst(shown.place), lines, change)


def _matched(
    before: Sequence[Target], after: Sequence[Target]
) -> Iterator[tuple[Target | None, Target | None]]:
    """Targets at the same structure and side belong together, the first with the first."""
    old, new = _by_place(before), _by_place(after)
    for place in [*new, *(place for place in old if place not in new)]:
        yield from zip_longest(old.get(place, []), new.get(place, []))


def _by_place(targets: Sequence[Target]) -> dict[tuple[str, str, str], list[Target]]:
    found: dict[tuple[str, str, str], list[Target]] = {}
    for target in targets:
        place = (target.region, target.side, target.structure.casefold())
        found.setdefault(place, []).append(target)
    return found
