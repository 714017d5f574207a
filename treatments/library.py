"""The published protocols, as printed: what each source says and nothing it does not say.

A figure that the source leaves out is None here and must stay so wherever it is shown.
Percent is weight per volume, volumes are millilitres, offsets are days after the first visit of
the study (the sources' weeks times seven; months stay months, because they are not days).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from treatments.datafiles import Row, load

NOT_STATED = "not stated"

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "published": "Published study",
        "clinic_practice": "Clinic practice",
        "listed_only": "Named by a clinic, no protocol found",
    }
)

COMPONENTS: Mapping[str, str] = MappingProxyType(
    {
        "dextrose": "dextrose",
        "lidocaine": "lidocaine",
        "bupivacaine": "bupivacaine",
        "mepivacaine": "mepivacaine",
        "ropivacaine": "ropivacaine",
        "procaine": "procaine",
        "glycerin": "glycerin",
        "phenol": "phenol",
        "sodium_morrhuate": "sodium morrhuate",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How far a protocol has been tested. Tone: "good", "mixed", "none" or "weak"."""

    code: str
    label: str
    sentence: str
    tone: str


EVIDENCE: Mapping[str, Evidence] = MappingProxyType(
    {grade["code"]: Evidence(**grade) for grade in load("evidence")["evidence"]}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One substance in a solution; either one strength, or a range, or none stated."""

    name: str
    pct: Decimal | None = None
    pct_min: Decimal | None = None
    pct_max: Decimal | None = None

    @property
    def strength(self) -> str:
        """The strength in words: "25 %", "12.5–25 %" or "not stated"."""
        if self.pct is not None:
            return f"{plain(self.pct)} %"
        if self.pct_min is not None and self.pct_max is not None:
            return f"{plain(self.pct_min)}–{plain(self.pct_max)} %"
        return NOT_STATED

    @property
    def strongest(self) -> Decimal | None:
        return self.pct if self.pct is not None else self.pct_max

    def __str__(self) -> str:
        name = COMPONENTS[self.name]
        if self.strength == NOT_STATED:
            return f"{name}, strength {NOT_STATED}"
        return f"{name} {self.strength}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """One mixture and the way it goes in."""

    route: str
    components: tuple[Component, ...]
    volume_ml_per_site: Decimal | None
    volume_ml_total: Decimal | None
    volume_ml_total_max: Decimal | None
    volumes_ml_by_site: tuple[Decimal, ...]
    sites: int | None
    sites_max: int | None
    sites_per_joint: int | None
    recipe: str
    note: str
    local_anaesthetic: bool | None  # False: the source says there was none
    # What is injected instead of a mixture: platelet-rich plasma … (Injectate.Procedure); no file
    # of ours has one, a clinic's own protocol may.
    procedure: str = ""

    def component(self, name: str) -> Component | None:
        return next((part for part in self.components if part.name == name), None)

    @property
    def volume(self) -> str:
        """The volume in words, or "not stated"."""
        if self.volumes_ml_by_site:
            return " + ".join(plain(ml) for ml in self.volumes_ml_by_site) + " mL"
        if self.volume_ml_per_site is not None:
            each = f"{plain(self.volume_ml_per_site)} mL"
            if self.sites_per_joint is not None:
                return f"{each} at each of {self.sites_per_joint} sites per joint"
            if self.sites is None:
                return f"{each} per site"
            return each if self.sites == 1 else f"{each} at each of {self.sites} sites"
        if self.volume_ml_total is not None:
            return f"{plain(self.volume_ml_total)} mL in all"
        if self.volume_ml_total_max is not None:
            return f"up to {plain(self.volume_ml_total_max)} mL in all"
        return NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedProtocol:
    """One protocol as its source prints it. None and "" mean that the source does not say."""

    id: str
    kind: str
    condition: str
    region: str
    laterality: bool
    minors: bool
    age_min: int | None
    age_max: int | None
    icd10: Mapping[str, tuple[str, ...]]
    targets: tuple[str, ...]
    solutions: tuple[Solution, ...]
    guidance: str
    needle: str
    sessions_min: int | None
    sessions_typical: int | None
    sessions_max: int | None
    spacing_min_days: int | None
    spacing_target_days: int | None
    spacing_max_days: int | None
    schedule_days: tuple[int, ...]
    schedule_months: tuple[int, ...]
    optional_schedule_days: tuple[int, ...]
    followup_days: tuple[int, ...]
    followup_months: tuple[Decimal, ...]
    followup_note: str
    outcomes: tuple[str, ...]
    suggested_outcomes: tuple[str, ...]
    evidence: str
    evidence_note: str
    source: str
    stop_rule: str
    entry_criterion: str
    adjunct: str
    aftercare: str
    requires_second_opinion: bool

    @property
    def grade(self) -> Evidence:
        return EVIDENCE[self.evidence]

    def codes_for(self, side: str) -> tuple[str, ...]:
        """ICD-10-CM codes that fit a side, the most exact first."""
        return (
            self.icd10.get(side, ()) + self.icd10.get("any", ()) + self.icd10.get("unspecified", ())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicDefaults:
    """What a blank plan starts with, until a clinic sets its own."""

    dextrose_pct_min: Decimal
    dextrose_pct_max: Decimal
    sessions_min: int
    sessions_typical: int
    sessions_max: int
    spacing_min_days: int
    spacing_target_days: int
    spacing_max_days: int
    review_days_after_last: int
    symptom_check_days: int
    guidance: str


def plain(number: Decimal) -> str:
    """A figure without idle zeros: 25.0 reads 25, 0.50 reads 0.5."""
    if not number:
        return "0"
    # What somebody typed as 1E+999999 comes back in a message, not as a page of zeros.
    if not -10 < number.adjusted() < 10:
        return f"{number:.2E}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def cited(source: str) -> str:
    """The same text with "source 001" or "sources 001, 003" turned into the publishers' names."""
    names = _publishers()

    def spell(match: re.Match[str]) -> str:
        found = [names[number] for number in re.findall(r"\d{3}", match.group(0))]
        return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"

    one = "|".join(names)
    return re.sub(rf"\bsources? (?:{one})\b(?:, (?:{one})\b)*", spell, source)


@lru_cache(maxsize=1)
def published() -> tuple[PublishedProtocol, ...]:
    """Every protocol of the file, in its order. ValueError if it holds what we do not read."""
    return tuple(
        _protocol(Row(f"protocol {values.get('id', '?')}", values))
        for values in load("protocols")["protocol"]
    )


def protocol(protocol_id: str) -> PublishedProtocol | None:
    return next((found for found in published() if found.id == protocol_id), None)


@lru_cache(maxsize=1)
def clinic_defaults() -> ClinicDefaults:
    values = load("protocols")["clinic_defaults"]
    return ClinicDefaults(
        dextrose_pct_min=values["dextrose_pct_min"],
        dextrose_pct_max=values["dextrose_pct_max"],
        sessions_min=values["sessions_min"],
        sessions_typical=values["sessions_typical"],
        sessions_max=values["sessions_max"],
        spacing_min_days=values["spacing_weeks_min"] * 7,
        spacing_target_days=values["spacing_weeks_target"] * 7,
        spacing_max_days=values["spacing_weeks_max"] * 7,
        review_days_after_last=values["review_weeks_after_last"] * 7,
        symptom_check_days=values["symptom_check_days"],
        guidance=values["guidance"],
    )


@lru_cache(maxsize=1)
def _publishers() -> Mapping[str, str]:
    return MappingProxyType(load("protocols")["publishers"])


def _protocol(row: Row) -> PublishedProtocol:
    sessions, spacing, ages = row.row("sessions"), row.row("spacing"), row.row("age_years")
    followup_days = row.integers("followup_days")
    read = PublishedProtocol(
        id=row.text("id"),
        kind=_one_of(KINDS, row, "kind"),
        condition=row.text("condition"),
        region=row.text("region"),
        laterality=bool(row.flag("laterality")),
        minors=bool(row.flag("minors")),
        age_min=ages.integer("min"),
        age_max=ages.integer("max"),
        icd10=_codes(row.row("icd10")),
        targets=row.texts("targets"),
        solutions=tuple(_solution(solution) for solution in row.rows("solutions")),
        guidance=row.text("guidance"),
        needle=row.text("needle"),
        sessions_min=sessions.integer("min"),
        sessions_typical=sessions.integer("typical"),
        sessions_max=sessions.integer("max"),
        spacing_min_days=_days(spacing, "min"),
        spacing_target_days=_days(spacing, "target"),
        spacing_max_days=_days(spacing, "max"),
        schedule_days=_weeks(row, "schedule_weeks"),
        schedule_months=row.integers("schedule_months"),
        optional_schedule_days=_weeks(row, "optional_weeks"),
        followup_days=followup_days or _weeks(row, "followup_weeks"),
        followup_months=row.numbers("followup_months"),
        followup_note=row.text("followup_note"),
        outcomes=row.texts("outcomes"),
        suggested_outcomes=row.texts("suggested_outcomes"),
        evidence=_one_of(EVIDENCE, row, "evidence"),
        evidence_note=cited(row.text("evidence_note")),
        source=cited(row.text("source")),
        stop_rule=row.text("stop_rule"),
        entry_criterion=row.text("entry_criterion"),
        adjunct=row.text("adjunct"),
        aftercare=row.text("aftercare"),
        requires_second_opinion=bool(row.flag("requires_second_opinion")),
    )
    for part in (row, sessions, spacing, ages):
        part.close()
    return read


def _solution(row: Row) -> Solution:
    read = Solution(
        route=row.text("route"),
        components=tuple(_component(component) for component in row.rows("components")),
        volume_ml_per_site=row.number("volume_ml_per_site"),
        volume_ml_total=row.number("volume_ml_total"),
        volume_ml_total_max=row.number("volume_ml_total_max"),
        volumes_ml_by_site=row.numbers("volumes_ml_by_site"),
        sites=row.integer("sites"),
        sites_max=row.integer("sites_max"),
        sites_per_joint=row.integer("sites_per_joint"),
        recipe=row.text("recipe"),
        note=row.text("note"),
        local_anaesthetic=row.flag("local_anaesthetic"),
    )
    row.close()
    return read


def _component(row: Row) -> Component:
    read = Component(
        name=_one_of(COMPONENTS, row, "name"),
        pct=row.number("pct"),
        pct_min=row.number("pct_min"),
        pct_max=row.number("pct_max"),
    )
    row.close()
    return read


def _codes(row: Row) -> Mapping[str, tuple[str, ...]]:
    sides = {"right", "left", "bilateral", "unspecified", "any"}
    read = {side: row.texts(side) for side in row.keys() if side in sides}  # noqa: SIM118  not a dict
    row.close()
    return MappingProxyType(read)


def _days(row: Row, name: str) -> int | None:
    """`<name>_days` as it is, or `<name>_weeks` times seven."""
    days, weeks = row.integer(f"{name}_days"), row.integer(f"{name}_weeks")
    return days if weeks is None else weeks * 7


def _weeks(row: Row, key: str) -> tuple[int, ...]:
    return tuple(weeks * 7 for weeks in row.integers(key))


def _one_of(known: Mapping[str, object], row: Row, key: str) -> str:
    value = row.text(key)
    if value not in known:
        raise ValueError(f"{row.where}: {key} {value!r} is not known")
    return value
