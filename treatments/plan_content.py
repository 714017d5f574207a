"""What a plan says, as it travels from a form or a protocol to the actions. Plain values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetContent:
    """One structure: percentages are weight per volume, `volume_ml` is spread over `points`."""

    structure: str  # code of the catalogue, or free text
    side: str
    region: str
    route: str
    guidance: str
    volume_ml: Decimal
    points: int = 1
    dextrose_pct: Decimal | None = None
    anaesthetic: str = ""
    anaesthetic_pct: Decimal | None = None
    glycerin_pct: Decimal | None = None
    phenol_pct: Decimal | None = None
    morrhuate_pct: Decimal | None = None
    note: str = ""

    def columns(self) -> dict[str, Any]:
        return asdict(self)


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
    note: str = ""

    def columns(self) -> dict[str, Any]:
        columns = asdict(self)
        return columns | {
            "followup_days": sorted(set(self.followup_days)),
            "instruments": list(self.instruments),
        }


Reasons = Mapping[str, str]  # Deviation.key -> why the plan leaves its protocol there
