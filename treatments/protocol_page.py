"""A protocol in words, as the library shows it. What the source leaves out reads as None."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from treatments import anatomy, library, scores
from treatments.library import NOT_STATED, Evidence, Solution
from treatments.models import ProtocolVersion
from treatments.models.injectate import Injectate
from treatments.stored_protocol import solutions_of

STATE_TONE = {"draft": "info", "approved": "warn", "active": "ok", "retired": "muted"}
SIDE_OF_CODE = {
    "right": "Right",
    "left": "Left",
    "bilateral": "Both sides",
    "unspecified": "Side not specified",
    "any": "Any side",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the library."""

    version: ProtocolVersion
    code: str
    kind: str
    region: str
    tone: str
    evidence: Evidence
    dextrose: str | None
    sessions: str | None
    spacing: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """One solution in words; None where the source does not say."""

    route: str
    components: tuple[str, ...]
    volume: str | None
    recipe: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    kind: str
    region: str
    evidence: Evidence
    codes: tuple[tuple[str, str], ...]
    mixtures: tuple[Mixture, ...]
    guidance: str | None
    sessions: str | None
    spacing: str | None
    schedule: str | None
    followups: str | None
    measured: tuple[str, ...]
    suggested: tuple[str, ...]
    ages: str | None


def lines_of(versions: Iterable[ProtocolVersion]) -> list[Line]:
    return [
        Line(
            version=version,
            code=version.protocol.code,
            kind=library.KINDS[version.protocol.kind],
            region=anatomy.region_label(version.region),
            tone=STATE_TONE[version.state],
            evidence=library.EVIDENCE[version.evidence],
            dextrose=_dextrose(solutions_of(version)),
            sessions=sessions_words(version),
            spacing=spacing_words(version),
        )
        for version in versions
    ]


def page_of_protocol(version: ProtocolVersion) -> Page:
    return Page(
        kind=library.KINDS[version.protocol.kind],
        region=anatomy.region_label(version.region),
        evidence=library.EVIDENCE[version.evidence],
        codes=tuple(
            (words, ", ".join(version.icd10[side]))
            for side, words in SIDE_OF_CODE.items()
            if version.icd10.get(side)
        ),
        mixtures=mixtures_of(version),
        guidance=anatomy.GUIDANCE.get(version.guidance),
        sessions=sessions_words(version),
        spacing=spacing_words(version),
        schedule=_schedule(version),
        followups=_followups(version),
        measured=tuple(scores.outcome_label(name) for name in version.outcomes),
        suggested=tuple(scores.outcome_label(name) for name in version.suggested_outcomes),
        ages=_ages(version),
    )


def mixtures_of(version: ProtocolVersion) -> tuple[Mixture, ...]:
    return tuple(
        Mixture(
            route=anatomy.ROUTES.get(solution.route, ""),
            components=_injected(solution),
            volume=_volume(solution),
            recipe=solution.recipe,
            note=solution.note,
        )
        for solution in solutions_of(version)
    )


def _injected(solution: Solution) -> tuple[str, ...]:
    if solution.procedure:
        return (Injectate.Procedure(solution.procedure).label.lower(),)
    said = {False: ("no local anesthetic",), True: ("a local anesthetic",), None: ()}
    return (*map(str, solution.components), *said[solution.local_anaesthetic])


def _volume(solution: Solution) -> str | None:
    """Volume and number of sites; either may be all that is said."""
    if solution.sites_max is not None:
        sites = f"at most {solution.sites_max} sites"
    elif solution.volume_ml_per_site is None and (solution.sites or 1) > 1:
        sites = f"{solution.sites} sites"
    else:
        sites = ""
    said = "" if solution.volume == NOT_STATED else solution.volume
    return ", ".join(filter(None, [said, sites])) or None


def _dextrose(solutions: tuple[Solution, ...]) -> str | None:
    parts = [solution.component("dextrose") for solution in solutions]
    said = [part.strength for part in parts if part and part.strength != NOT_STATED]
    # The percent sign stays beside its figure.
    return " / ".join(dict.fromkeys(said)).replace(" %", "\N{NO-BREAK SPACE}%") or None


def sessions_words(version: ProtocolVersion) -> str | None:
    least, usual, most = version.sessions_min, version.sessions_typical, version.sessions_max
    if least is not None and most is not None:
        words = str(least) if least == most else f"{least} to {most}"
        return f"{words}, usually {usual}" if usual and least != most else words
    if most is not None:
        return f"up to {most}" + (f", usually {usual}" if usual else "")
    if usual is not None:
        return str(usual) + (" or more" if least == usual else "")
    return f"at least {least}" if least is not None else None


def spacing_words(version: ProtocolVersion) -> str | None:
    least, aimed, most = (
        version.spacing_min_days,
        version.spacing_target_days,
        version.spacing_max_days,
    )
    if aimed is not None:
        return span(aimed)
    if least is not None and most is not None:
        return span(least, most)
    only = least or most
    return span(only) if only else None


def span(least: int, most: int | None = None) -> str:
    """Weeks and days both: "4 weeks (28 days)"; days alone where they make no whole weeks."""
    days = f"{least} day{'s' if least != 1 else ''}" if most is None else f"{least} to {most} days"
    if least % 7 or (most or 0) % 7:
        return days
    if most is not None:
        return f"{least // 7} to {most // 7} weeks ({days})"
    return f"{least // 7} week{'s' if least != 7 else ''} ({days})"


def _schedule(version: ProtocolVersion) -> str | None:
    if version.schedule_months:
        return f"Months {_listed(version.schedule_months)}"
    if not version.schedule_days:
        return None
    words = _visits(version.schedule_days)
    if version.optional_schedule_days:
        words += f"; if needed also {_visits(version.optional_schedule_days).lower()}"
    return words


def _followups(version: ProtocolVersion) -> str | None:
    words = []
    if version.followup_days:
        words.append(f"{_visits(version.followup_days)} after the first visit")
    if version.followup_months:
        words.append(f"Months {_listed(version.followup_months)} after the first visit")
    if version.followup_note:
        words.append(version.followup_note)
    return "; ".join(words) or None


def _visits(days: list[int]) -> str:
    if any(day % 7 for day in days):
        return f"Days {_listed(days)}"
    return f"Weeks {_listed([day // 7 for day in days])} (days {_listed(days)})"


def _listed(figures: Iterable[int | Decimal]) -> str:
    words = [library.plain(Decimal(figure)) for figure in figures]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _ages(version: ProtocolVersion) -> str | None:
    if version.age_min is not None and version.age_max is not None:
        return f"{version.age_min} to {version.age_max} years"
    if version.age_min is not None:
        return f"from {version.age_min} years"
    return f"up to {version.age_max} years" if version.age_max is not None else None
