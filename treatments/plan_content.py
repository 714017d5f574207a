"""What a plan says, as it travels from a form or a protocol to the actions. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from treatments.body_map import MapPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetContent:
    """One structure: percentages are weight per volume, `volume_ml` is spread over `points`.

    `procedure` other than "" is injected as it is: no percentages, `procedure_detail` in words.
    `map_points` as in `body_map`.
    """

    structure: str  # code of the catalogue, or free text
    side: str
    region: str
    route: str
    guidance: str
    volume_ml: Decimal
    points: int = 1
    procedure: str = ""
    procedure_detail: str = ""
    dextrose_pct: Decimal | None = None
    anaesthetic: str = ""
    anaesthetic_pct: Decimal | None = None
    second_anaesthetic: str = ""
    second_anaesthetic_pct: Decimal | None = None
    glycerin_pct: Decimal | None = None
    phenol_pct: Decimal | None = None
    morrhuate_pct: Decimal | None = None
    map_points: Sequence[MapPoint] = ()
    note: str = ""

    def columns(self) -> dict[str, Any]:
        return asdict(self) | {"map_points": [list(point) for point in self.map_points]}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContent:
    """A plan without its targets. Spacing and follow-ups in days; follow-ups count from the last
    session given."""

    indication: str
    indication_code: str
    region: str
    side: str
    sessions_min: int
    sessions_target: int
    sessions_max: int
    spacing_min_days: int
    spacing_target_days: int
    spacing_max_days: int
    followup_days: tuple[int, ...] = ()
    instruments: tuple[str, ...] = ()
    goal: str = ""
    entry_met: bool | None = None  # the protocol's entry criterion; None: not said
    entry_reason: str = ""
    preparation: str = ""  # lines for the patient
    note: str = ""

    def columns(self) -> dict[str, Any]:
        columns = asdict(self)
        return columns | {
            "followup_days": sorted(set(self.followup_days)),
            "instruments": list(self.instruments),
        }


Reasons = Mapping[str, str]  # Deviation.key -> why the plan leaves its protocol there
