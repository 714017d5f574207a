"""What there is to say about a mix before it is made: refusals, and what a physician reads first.

A caution is acknowledged by its code, which names what it is about ("two_anaesthetics:…"), so that
a tick given for one mix never counts for another.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from treatments.limits import CLINIC_DEFAULT, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """One remark. Level WARN is acknowledged, REFUSE stands until the mix or the data change.

    `field` is "total_ml", "weight", "elsewhere", "appearance", "parts" (lots and containers),
    "contents" (what meets in the mix) or a component; `offer` is what would do, in words, and may
    be empty.
    """

    level: Level
    code: str
    field: str
    message: str
    source: str = CLINIC_DEFAULT
    offer: str = ""

    @property
    def words(self) -> str:
        return f"{self.message} {self.offer}".strip()


def refuse(
    code: str, field: str, message: str, *, source: str = CLINIC_DEFAULT, offer: str = ""
) -> Caution:
    return Caution(
        level=Level.REFUSE, code=code, field=field, message=message, source=source, offer=offer
    )


def warn(
    code: str, field: str, message: str, *, source: str = CLINIC_DEFAULT, offer: str = ""
) -> Caution:
    return Caution(
        level=Level.WARN, code=code, field=field, message=message, source=source, offer=offer
    )


def refusals(found: Iterable[Caution]) -> tuple[Caution, ...]:
    return tuple(one for one in found if one.level is Level.REFUSE)


def unacknowledged(found: Iterable[Caution], codes: Collection[str]) -> tuple[Caution, ...]:
    """The warnings that nobody has ticked yet."""
    return tuple(one for one in found if one.level is Level.WARN and one.code not in codes)
