"""Where an injection goes: regions, sides, structures, routes, guidance, and the words for them.

Every screen, sheet and letter names a side with `describe`, so that it always reads the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from treatments.datafiles import Row, load

SIDES: Mapping[str, str] = MappingProxyType(
    {"right": "Right", "left": "Left", "bilateral": "Both sides", "midline": "Midline"}
)

ROUTES: Mapping[str, str] = MappingProxyType(
    {
        "intra_articular": "Into the joint",
        "extra_articular": "Outside the joint, at a ligament or tendon",
        "subcutaneous": "Under the skin",
        "perineural": "Around a nerve",
    }
)

GUIDANCE: Mapping[str, str] = MappingProxyType(
    {
        "ultrasound": "Ultrasound",
        "fluoroscopy": "Fluoroscopy (X-ray)",
        "palpation": "Palpation, no imaging",
    }
)

# What a protocol that fits every condition has for a region; not a place to inject.
ANY_REGION = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """One ligament, tendon, joint space … of a region. The code is stored: never rename it."""

    code: str
    label: str
    kind: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One part of the body. `sides` are the ones that may be chosen, the usual one first."""

    id: str
    label: str
    words: str
    plural: str
    laterality: bool  # True: a side must be chosen before a plan can be signed
    sides: tuple[str, ...]
    structures: tuple[Structure, ...]


def _read() -> tuple[Region, ...]:
    regions = []
    for values in load("anatomy")["region"]:
        row = Row(f"region {values.get('id', '?')}", values)
        region_id = row.text("id")
        regions.append(
            Region(
                id=region_id,
                label=row.text("label"),
                words=row.text("words"),
                plural=row.text("plural"),
                laterality=bool(row.flag("laterality")),
                sides=row.texts("sides"),
                structures=tuple(_structure(part, region_id) for part in row.rows("structures")),
            )
        )
        row.close()
    return tuple(regions)


def _structure(row: Row, region_id: str) -> Structure:
    read = Structure(
        code=row.text("code"), label=row.text("label"), kind=row.text("kind"), region=region_id
    )
    row.close()
    return read


REGIONS: Mapping[str, Region] = MappingProxyType({region.id: region for region in _read()})

STRUCTURES: Mapping[str, Structure] = MappingProxyType(
    {part.code: part for region in REGIONS.values() for part in region.structures}
)


def region_label(region_id: str) -> str:
    """The region's label; "Any region" for a protocol that fits all; the id itself if unknown."""
    if region_id == ANY_REGION:
        return "Any region"
    region = REGIONS.get(region_id)
    return region_id if region is None else region.label


def structure_label(code: str) -> str:
    """The structure's label; a free text, which no catalogue holds, comes back as it is."""
    structure = STRUCTURES.get(code)
    return code if structure is None else structure.label


def structures_of(region_id: str) -> tuple[Structure, ...]:
    region = REGIONS.get(region_id)
    return () if region is None else region.structures


def side_problem(region_id: str, side: str) -> str | None:
    """What is wrong with a side for a region, in words for the person who chose it, or None."""
    region = REGIONS.get(region_id)
    if region is None:
        return "Choose the region first."
    if not side:
        return f"Choose the side of the {region.words}." if region.laterality else None
    if side not in region.sides:
        choices = ", ".join(SIDES[known].lower() for known in region.sides)
        return f"For the {region.words} the side must be one of: {choices}."
    return None


SIDES_IN_SHORT = {"right": "R", "left": "L", "bilateral": "R+L"}


def in_short(side: str, region: str) -> str:
    """ "R knee", "R+L knee", where there is little room; the full words go with it, hidden."""
    words = REGIONS[region].words if region in REGIONS else region
    return f"{SIDES_IN_SHORT[side]} {words}" if side in SIDES_IN_SHORT else words


def describe(side: str, what: str, detail: str = "") -> str:
    """A place in words: "right knee", "both knees", "left knee, medial collateral ligament".

    `what` is a region, a structure (its region is named first) or free text; `detail` is a
    structure or free text within it. No side and midline add nothing to the words.
    """
    structure = STRUCTURES.get(what)
    if structure is not None:
        return describe(side, structure.region, structure.label)
    region = REGIONS.get(what)
    words, plural = (what, "") if region is None else (region.words, region.plural)
    if side == "bilateral":
        place = f"both {plural}" if plural else f"{words}, both sides"
    elif side in ("right", "left"):
        place = f"{side} {words}"
    else:
        place = words
    return f"{place}, {structure_label(detail)}" if detail else place
