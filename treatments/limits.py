"""What a plan may ask for at one target: strengths, volumes, and where a substance may not go.

Every remark names the field it is about, so that a form can put it there. The physician may go on
after a warning; a refusal stands until the figure or the clinic's policy changes. The dose of
anaesthetic for a patient's weight is not checked here, it belongs to the day and the mixture.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from treatments.library import plain

CLINIC_DEFAULT = "clinic default"
CLINIC_POLICY = "clinic policy"
STRENGTH_SOURCE = "Manhattan Pain Medicine"
TWO_ANAESTHETICS_SOURCE = "Pfizer label of lidocaine with epinephrine"
SITES_MAX = 60  # clinic default: more injection sites for one target are a slip of the pen


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitPolicy:
    """What a clinic allows. Percent is weight per volume.

    The dextrose range is that of Manhattan Pain Medicine. The volumes are clinic defaults, no
    source gives one: twice and six times the largest volume a published protocol puts into one
    target (10 mL around a knee or a nerve).
    """

    dextrose_warn_min: Decimal = Decimal("12.5")
    dextrose_warn_max: Decimal = Decimal(25)
    dextrose_hard_max: Decimal = Decimal(25)
    volume_warn_ml: Decimal = Decimal(20)
    volume_hard_max_ml: Decimal = Decimal(60)

    def __post_init__(self) -> None:
        if not 0 < self.dextrose_warn_min <= self.dextrose_warn_max <= 100:
            raise ValueError("The usual dextrose range must lie between 0 and 100 %.")
        if not 0 < self.dextrose_hard_max <= 100:
            raise ValueError("The dextrose limit must lie between 0 and 100 %.")
        if not 0 < self.volume_warn_ml <= self.volume_hard_max_ml:
            raise ValueError("The volume warning must not lie above the volume limit.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    level: Level
    field: str
    message: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for at one target. Percent is weight per volume; None means not given.

    `volume_ml` is the whole target's, spread over `sites`. `guidance` None leaves imaging
    unchecked, "" means that none was chosen. A `procedure` other than "" is not mixed: it has a
    `procedure_detail` and no percentages.
    """

    dextrose_pct: Decimal | None = None
    volume_ml: Decimal | None = None
    sites: int | None = None
    route: str = ""
    region: str = ""
    guidance: str | None = None
    anaesthetic: str = ""
    anaesthetic_pct: Decimal | None = None
    second_anaesthetic: str = ""
    second_anaesthetic_pct: Decimal | None = None
    glycerin_pct: Decimal | None = None
    phenol_pct: Decimal | None = None
    morrhuate_pct: Decimal | None = None
    procedure: str = ""
    procedure_detail: str = ""

    @property
    def percentages(self) -> Mapping[str, Decimal | None]:
        return {field: getattr(self, field) for field in PERCENTAGES}

    @property
    def agents(self) -> Mapping[str, str]:
        return {field: getattr(self, field) for field in ("anaesthetic", "second_anaesthetic")}


PERCENTAGES = (
    "dextrose_pct",
    "anaesthetic_pct",
    "second_anaesthetic_pct",
    "glycerin_pct",
    "phenol_pct",
    "morrhuate_pct",
)
DEFAULT_POLICY = LimitPolicy()

# The strongest vial of each anaesthetic a clinic is likely to stock, percent. A figure above it is
# nearly always milligrams per milliliter typed where percent is meant.
STRONGEST_ANAESTHETIC: Mapping[str, Decimal] = MappingProxyType(
    {
        "lidocaine": Decimal(4),
        "bupivacaine": Decimal("0.75"),
        "ropivacaine": Decimal(1),
        "mepivacaine": Decimal(3),
        "procaine": Decimal(2),
    }
)

# The strongest stock of the other substances, percent.
STRONGEST_STOCK: Mapping[str, Decimal] = MappingProxyType(
    {"glycerin_pct": Decimal(25), "phenol_pct": Decimal("2.5"), "morrhuate_pct": Decimal(5)}
)

FIELD_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "dextrose_pct": "Dextrose",
        "volume_ml": "Volume",
        "sites": "Number of sites",
        "anaesthetic_pct": "Anesthetic",
        "second_anaesthetic_pct": "Second anesthetic",
        "glycerin_pct": "Glycerin",
        "phenol_pct": "Phenol",
        "morrhuate_pct": "Sodium morrhuate",
    }
)

# What is injected as it is, never mixed, and what its product line should say.
PROCEDURES: Mapping[str, str] = MappingProxyType(
    {
        "prp": "how the platelet-rich plasma is made and how much of it",
        "bmac": "where the marrow is taken and how much concentrate",
        "corticosteroid": "which corticosteroid and how many milligrams",
        "hyaluronate": "which hyaluronate and how many milligrams",
    }
)

PHENOL_REFUSED_ROUTES: Mapping[str, str] = MappingProxyType(
    {"perineural": "around a nerve", "intra_articular": "into a joint"}
)

# Above the lung a needle without imaging can cause a pneumothorax (Dagenais 2006).
LUNG_REGIONS: Mapping[str, Level] = MappingProxyType(
    {"rib": Level.REFUSE, "thoracic": Level.REFUSE, "neck": Level.WARN}
)


def worst(remarks: tuple[Remark, ...]) -> Level:
    levels = {remark.level for remark in remarks}
    return next((level for level in (Level.REFUSE, Level.WARN) if level in levels), Level.OK)


def check_target(
    asked: Asked,
    *,
    policy: LimitPolicy = DEFAULT_POLICY,
    protocol_max_pct: Decimal | None = None,
    protocol_names_phenol: bool = False,
    at_spinal_canal: bool = False,
) -> tuple[Remark, ...]:
    """Everything there is to say about one target, refusals first. Empty: nothing.

    Whether a figure may be left out is not decided here. `protocol_max_pct` is the strongest
    dextrose the protocol prints.
    """
    remarks = [
        *_volume(asked.volume_ml, asked.sites, policy),
        *_imaging(asked.region, asked.guidance),
    ]
    if asked.procedure:
        remarks += _not_mixed(asked)
    else:
        remarks += [
            *_detail_of_nothing(asked.procedure_detail),
            *_dextrose(asked.dextrose_pct, asked.route, policy, protocol_max_pct),
            *_anaesthetics(asked),
            *_stock("glycerin_pct", asked.glycerin_pct),
            *_stock("phenol_pct", asked.phenol_pct),
            *_stock("morrhuate_pct", asked.morrhuate_pct),
            *_total(*asked.percentages.values()),
            *_phenol(asked.phenol_pct, asked.route, at_spinal_canal, protocol_names_phenol),
        ]
    return tuple(sorted(remarks, key=lambda remark: remark.level != Level.REFUSE))


def _refuse(field: str, message: str, source: str = CLINIC_DEFAULT) -> Remark:
    return Remark(level=Level.REFUSE, field=field, message=message, source=source)


def _warn(field: str, message: str, source: str = CLINIC_DEFAULT) -> Remark:
    return Remark(level=Level.WARN, field=field, message=message, source=source)


def _not_a_percentage(field: str, pct: Decimal) -> Remark | None:
    name = FIELD_NAMES[field]
    if not pct.is_finite():
        return _refuse(field, f"{name} must be a number.")
    if pct <= 0:
        return _refuse(field, f"{name} must be more than 0 %; leave it empty if there is none.")
    if pct > 100:
        return _refuse(field, f"{name} cannot be more than 100 %.")
    return None


def _dextrose(
    pct: Decimal | None, route: str, policy: LimitPolicy, protocol_max_pct: Decimal | None
) -> Iterator[Remark]:
    field = "dextrose_pct"
    if pct is None:
        return
    if wrong := _not_a_percentage(field, pct):
        yield wrong
        return
    if pct > policy.dextrose_hard_max:
        limit = plain(policy.dextrose_hard_max)
        message = f"Dextrose {plain(pct)} % is above this clinic's limit of {limit} %."
        yield _refuse(field, f"{message} Only the clinic's policy can allow more.", CLINIC_POLICY)
        return
    low, high = policy.dextrose_warn_min, policy.dextrose_warn_max
    if pct < low or pct > high:
        message = (
            f"Dextrose {plain(pct)} % is outside the usual {plain(low)}–{plain(high)} %. "
            "Published protocols use 5 % around nerves and 10 % for small joints."
        )
        yield _warn(field, message, STRENGTH_SOURCE)
    elif route == "perineural":
        message = f"Dextrose {plain(pct)} % around a nerve: the published protocol uses 5 %."
        yield _warn(field, message, "Wu 2017")
    if protocol_max_pct is not None and pct > protocol_max_pct:
        printed = plain(protocol_max_pct)
        yield _warn(field, f"The protocol goes no higher than {printed} % dextrose.", "protocol")


def _volume(volume_ml: Decimal | None, sites: int | None, policy: LimitPolicy) -> Iterator[Remark]:
    if sites is not None and not 1 <= sites <= SITES_MAX:
        yield _refuse("sites", f"The number of sites must be from 1 to {SITES_MAX}.")
        return
    if volume_ml is None:
        return
    if not volume_ml.is_finite():
        yield _refuse("volume_ml", "Volume must be a number.")
        return
    if volume_ml <= 0:
        yield _refuse("volume_ml", "Volume must be more than 0 mL.")
        return
    if volume_ml > policy.volume_hard_max_ml:
        limit = plain(policy.volume_hard_max_ml)
        message = (
            f"{plain(volume_ml)} mL is above this clinic's limit of {limit} mL for one target. "
            "Check the decimal point, or split the target."
        )
        yield _refuse("volume_ml", message, CLINIC_POLICY)
    elif volume_ml > policy.volume_warn_ml:
        usual = plain(policy.volume_warn_ml)
        message = f"{plain(volume_ml)} mL is more than the {usual} mL usual for one target."
        yield _warn("volume_ml", message)


def _anaesthetics(asked: Asked) -> Iterator[Remark]:
    first, second = asked.anaesthetic, asked.second_anaesthetic
    yield from _anaesthetic("anaesthetic", first, asked.anaesthetic_pct)
    yield from _anaesthetic("second_anaesthetic", second, asked.second_anaesthetic_pct)
    yield from _two_anaesthetics(first, second)


def _anaesthetic(field: str, name: str, pct: Decimal | None) -> Iterator[Remark]:
    if name and name not in STRONGEST_ANAESTHETIC:
        known = ", ".join(STRONGEST_ANAESTHETIC)
        yield _refuse(field, f"The anesthetic must be one of: {known}.")
        return
    if pct is None:
        if name:
            message = f"Without its strength the dose of {name} cannot be checked."
            yield _warn(f"{field}_pct", message)
        return
    if wrong := _not_a_percentage(f"{field}_pct", pct):
        yield wrong
        return
    if not name:
        yield _refuse(field, "Choose the anesthetic this strength belongs to.")
        return
    strongest = STRONGEST_ANAESTHETIC[name]
    if pct > strongest:
        message = (
            f"{name.capitalize()} {plain(pct)} % is stronger than any stocked ({plain(strongest)} "
            f"%). 1 % = 10 mg/mL: {plain(pct)} mg/mL is {plain(pct / 10)} %."
        )
        yield _refuse(f"{field}_pct", message)


def _two_anaesthetics(first: str, second: str) -> Iterator[Remark]:
    field = "second_anaesthetic"
    if not second:
        return
    if not first:
        yield _refuse(field, "Name the only anesthetic of a solution as the first one.")
    elif first == second:
        yield _refuse(field, f"{first.capitalize()} is named twice. Add the strengths up instead.")
    else:
        message = (
            f"{first.capitalize()} and {second} in one solution: the labels advise against "
            "mixing two anesthetics, and their shares of the maximum dose add up."
        )
        yield _warn(field, message, TWO_ANAESTHETICS_SOURCE)


def _not_mixed(asked: Asked) -> Iterator[Remark]:
    if asked.procedure not in PROCEDURES:
        yield _refuse("procedure", "Choose the kind of injection.")
        return
    if not asked.procedure_detail.strip():
        yield _refuse("procedure_detail", f"Say {PROCEDURES[asked.procedure]}.")
    named = [field for field, agent in asked.agents.items() if agent]
    given = [field for field, pct in asked.percentages.items() if pct is not None]
    for field in (*named, *given):
        yield _refuse(field, "This injection is not mixed: leave the solution empty.")


def _detail_of_nothing(detail: str) -> Iterator[Remark]:
    if detail.strip():
        message = "A product is named: choose the kind of injection it belongs to, or empty it."
        yield _refuse("procedure", message)


def _stock(field: str, pct: Decimal | None) -> Iterator[Remark]:
    if pct is None:
        return
    if wrong := _not_a_percentage(field, pct):
        yield wrong
    elif pct > STRONGEST_STOCK[field]:
        stock = plain(STRONGEST_STOCK[field])
        message = f"{FIELD_NAMES[field]} {plain(pct)} % cannot be made: the stock is {stock} %."
        yield _refuse(field, message)


def _total(*parts: Decimal | None) -> Iterator[Remark]:
    given = [part for part in parts if part is not None]
    usable = all(part.is_finite() and 0 < part <= 100 for part in given)
    if usable and sum(given) > 100:
        yield _refuse("dextrose_pct", "The substances together are more than 100 %.")


def _phenol(
    pct: Decimal | None, route: str, at_spinal_canal: bool, named: bool
) -> Iterator[Remark]:
    if pct is None:
        return
    where = "near the spinal canal" if at_spinal_canal else PHENOL_REFUSED_ROUTES.get(route)
    if where is None:
        return
    if named:
        yield _warn("phenol_pct", f"Phenol {where}: the protocol names it, confirm it.")
    else:
        yield _refuse("phenol_pct", f"Phenol is not injected {where}. Choose another solution.")


def _imaging(region: str, guidance: str | None) -> Iterator[Remark]:
    level = LUNG_REGIONS.get(region)
    if level is None or guidance is None or guidance in ("ultrasound", "fluoroscopy"):
        return
    message = (
        "Choose ultrasound or fluoroscopy here: without imaging the needle can reach the lung."
    )
    yield Remark(level=level, field="guidance", message=message, source="Dagenais 2006")
