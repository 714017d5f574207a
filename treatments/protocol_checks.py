"""What a protocol may say: figures that can be, in order. No query is made here.

Keys are those of the form: a column, or "solutions-<place from 0>-<field>", in which a substance's
fields end in its place, as in "solutions-0-pct_1".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from treatments import anatomy
from treatments.consent_text import ANAESTHETICS
from treatments.library import COMPONENTS, EVIDENCE, Component, PublishedProtocol, Solution, plain
from treatments.limits import SITES_MAX, STRONGEST_ANAESTHETIC, STRONGEST_STOCK
from treatments.models.injectate import Injectate

SIDES_OF_CODES = ("right", "left", "bilateral", "unspecified", "any")
ADULT = 18
MOST_SESSIONS = 20
MOST_DAYS_APART = 365
LATEST_DAY = 3650  # ten years; the longest published follow-up is two
LATEST_MONTH = 120
MOST_VISITS = 20
MOST_TARGETS = 20  # as in a plan
MOST_SOLUTIONS = 8
MOST_SUBSTANCES = 5
MOST_CODES = 12
MOST_SCORES = 20
MOST_ML = Decimal(100)  # as at a target of a plan

# The strongest stock of each substance, percent.
STRONGEST: Mapping[str, Decimal] = {
    "dextrose": Decimal(50),
    **STRONGEST_ANAESTHETIC,
    "glycerin": STRONGEST_STOCK["glycerin_pct"],
    "phenol": STRONGEST_STOCK["phenol_pct"],
    "sodium_morrhuate": STRONGEST_STOCK["morrhuate_pct"],
}

Problem = tuple[str, str]


def problems_of(content: PublishedProtocol) -> dict[str, list[str]]:
    """Field -> what is wrong there, in words for the one who wrote it; empty: nothing."""
    found: dict[str, list[str]] = {}
    for field, message in _problems(content):
        found.setdefault(field, []).append(message)
    return found


def _problems(content: PublishedProtocol) -> Iterator[Problem]:
    yield from _place_and_evidence(content)
    yield from _codes(content)
    yield from _ages(content)
    yield from _rhythm(content)
    yield from _visits(content)
    yield from _lists(content)
    if len(content.solutions) > MOST_SOLUTIONS:
        yield "solutions", f"At most {MOST_SOLUTIONS} solutions in one protocol."
    for place, solution in enumerate(content.solutions):
        for field, message in _solution(solution):
            yield f"solutions-{place}-{field}", message


def _place_and_evidence(content: PublishedProtocol) -> Iterator[Problem]:
    if not content.condition.strip():
        yield "condition", "Say what is treated."
    if content.region not in (*anatomy.REGIONS, anatomy.ANY_REGION):
        yield "region", "Choose the region."
    if content.guidance and content.guidance not in anatomy.GUIDANCE:
        yield "guidance", "Choose the guidance, or leave it empty."
    if content.evidence not in EVIDENCE:
        yield "evidence", "Choose how well it was tested."
    if not content.evidence_note.strip():
        yield "evidence_note", "Say what was found, in how many people; or that nothing was."
    if not content.source.strip():
        yield "source", "Name the source: authors, year, journal, or who does it like this."


def _codes(content: PublishedProtocol) -> Iterator[Problem]:
    for side, codes in content.icd10.items():
        if len(codes) > MOST_CODES:
            yield f"icd10_{side}", f"At most {MOST_CODES} codes."
        if codes and side in ("right", "left", "bilateral") and not content.laterality:
            yield f"icd10_{side}", "Codes of one side: tick that a side is chosen, or move them."


def _ages(content: PublishedProtocol) -> Iterator[Problem]:
    least, most = content.age_min, content.age_max
    if least is not None and most is not None and most < least:
        yield "age_max", f"This must be {least} or more: the youngest is {least}."
    if content.minors and least is not None and least >= ADULT:
        yield "minors", f"Nobody of {least} years is a minor."
    if not content.minors and least is not None and least < ADULT:
        yield "minors", f"From {least} years: tick that minors are included."
    if not content.minors and most is not None and most < ADULT:
        yield "minors", f"Up to {most} years: tick that minors are included."


def _rhythm(content: PublishedProtocol) -> Iterator[Problem]:
    yield from _in_order(
        {
            "sessions_min": content.sessions_min,
            "sessions_typical": content.sessions_typical,
            "sessions_max": content.sessions_max,
        },
        MOST_SESSIONS,
        "sessions",
    )
    yield from _in_order(
        {
            "spacing_min_days": content.spacing_min_days,
            "spacing_target_days": content.spacing_target_days,
            "spacing_max_days": content.spacing_max_days,
        },
        MOST_DAYS_APART,
        "days",
    )


def _in_order(figures: Mapping[str, int | None], most: int, unit: str) -> Iterator[Problem]:
    """Fewest, usual, most: each at least the one before it, where both are given."""
    given = [(field, figure) for field, figure in figures.items() if figure is not None]
    for field, figure in given:
        if not 1 <= figure <= most:
            yield field, f"Between 1 and {most} {unit}."
    for (_, smaller), (field, larger) in pairwise(given):
        if larger < smaller:
            yield field, f"This must be {smaller} or more: the figure before it is {smaller}."


def _visits(content: PublishedProtocol) -> Iterator[Problem]:
    for field, days in (
        ("schedule_days", content.schedule_days),
        ("optional_schedule_days", content.optional_schedule_days),
        ("followup_days", content.followup_days),
    ):
        yield from _rising(field, days, LATEST_DAY)
    for field, months in (
        ("schedule_months", content.schedule_months),
        ("followup_months", content.followup_months),
    ):
        yield from _rising(field, months, LATEST_MONTH)
    planned, extra = content.schedule_days, content.optional_schedule_days
    if extra and not planned:
        yield "optional_schedule_days", "Give the days of the regular sessions first."
    elif extra and min(extra) <= max(planned):
        yield "optional_schedule_days", f"These come after the last regular one, day {planned[-1]}."
    if planned and content.schedule_months:
        yield "schedule_months", "Give the visits in days or in months, not in both."


def _rising(field: str, figures: Sequence[int | Decimal], latest: int) -> Iterator[Problem]:
    if len(figures) > MOST_VISITS:
        yield field, f"At most {MOST_VISITS} visits."
    elif any(not 0 <= figure <= latest for figure in figures):
        yield field, f"Each must be 0 to {latest}."
    elif any(later <= earlier for earlier, later in pairwise(figures)):
        yield field, "Write them in order, each once."


def _lists(content: PublishedProtocol) -> Iterator[Problem]:
    yield from _each(content.targets, "targets", MOST_TARGETS, 160)
    yield from _each(content.outcomes, "outcomes", MOST_SCORES, 40)
    yield from _each(content.suggested_outcomes, "suggested_outcomes", MOST_SCORES, 40)


def _each(words: Sequence[str], field: str, most: int, longest: int) -> Iterator[Problem]:
    if len(words) > most:
        yield field, f"At most {most}."
    for word in words:
        if len(word) > longest:
            yield field, f"At most {longest} characters each: “{word[:30]}…” is too long."
    if len({word.casefold() for word in words}) < len(words):
        yield field, "Name each once."


def _solution(solution: Solution) -> Iterator[Problem]:
    if solution.route not in anatomy.ROUTES:
        yield "route", "Choose the route."
    if solution.procedure:
        if solution.procedure not in Injectate.Procedure.values:
            yield "procedure", "Choose what is injected."
        if solution.components:
            yield "procedure", "This is not mixed: leave the substances empty."
    elif not solution.components:
        yield "name_0", "Name what is injected; its strength may stay empty."
    yield from _components(solution.components)
    if solution.local_anaesthetic is False and _names(solution) & ANAESTHETICS:
        yield "local_anaesthetic", "A local anesthetic stands among the substances."
    yield from _volumes(solution)
    yield from _sites(solution)


def _names(solution: Solution) -> set[str]:
    return {part.name for part in solution.components}


def _components(parts: Sequence[Component]) -> Iterator[Problem]:
    for place, part in enumerate(parts):
        if part.name not in COMPONENTS:
            yield f"name_{place}", "Choose the substance."
            continue
        if part.name in (earlier.name for earlier in parts[:place]):
            yield f"name_{place}", f"{COMPONENTS[part.name].capitalize()} stands here already."
        yield from _strength(part, place)
    if sum(part.strongest or 0 for part in parts) > 100:
        yield "pct_0", "The substances together are more than 100 %."


def _strength(part: Component, place: int) -> Iterator[Problem]:
    strongest = STRONGEST[part.name]
    lowest = part.pct if part.pct is not None else part.pct_min
    for field, pct in ((f"pct_{place}", lowest), (f"pct_max_{place}", part.pct_max)):
        if pct is None:
            continue
        if pct <= 0:
            yield field, "More than 0 %; leave it empty where the source does not say."
        elif pct > strongest:
            name = COMPONENTS[part.name].capitalize()
            yield field, f"{name} {plain(pct)} % cannot be made: the stock is {plain(strongest)} %."
    if part.pct_max is not None and lowest is None:
        yield f"pct_{place}", "Give the lower end of the range too."
    elif part.pct_max is not None and lowest is not None and part.pct_max <= lowest:
        yield f"pct_max_{place}", f"A range ends above {plain(lowest)} %."


def _volumes(solution: Solution) -> Iterator[Problem]:
    given: list[tuple[str, Iterable[Decimal]]] = [
        (field, [figure] if isinstance(figure, Decimal) else figure)
        for field, figure in (
            ("volume_ml_per_site", solution.volume_ml_per_site),
            ("volume_ml_total", solution.volume_ml_total),
            ("volume_ml_total_max", solution.volume_ml_total_max),
            ("volumes_ml_by_site", solution.volumes_ml_by_site),
        )
        if figure is not None and figure != ()
    ]
    for field, figures in given:
        if any(not 0 < figure <= MOST_ML for figure in figures):
            yield field, f"More than 0 and at most {MOST_ML} mL."
    for field, _ in given[1:]:
        yield field, "Give the volume in one way only."


def _sites(solution: Solution) -> Iterator[Problem]:
    given = {
        "sites": solution.sites,
        "sites_max": solution.sites_max,
        "sites_per_joint": solution.sites_per_joint,
    }
    named = [(field, figure) for field, figure in given.items() if figure is not None]
    for field, figure in named:
        if not 1 <= figure <= SITES_MAX:
            yield field, f"Between 1 and {SITES_MAX} sites."
    for field, _ in named[1:]:
        yield field, "Give the number of sites in one way only."
    by_site = solution.volumes_ml_by_site
    if by_site and solution.sites is not None and solution.sites != len(by_site):
        yield "sites", f"{len(by_site)} volumes are given site by site."
