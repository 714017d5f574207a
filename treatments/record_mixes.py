"""The mixes of a record as its form names them: "Mix A: dextrose 25 %, use before 11:05 am"."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from patients.rules import Policy
from staff.templatetags.prolo import clock
from treatments.batches import true_columns
from treatments.given import mixture
from treatments.library import plain
from treatments.mixes import solution_of, use_before
from treatments.models import Injection, Mix, MixPart, SessionRecord


@dataclass(frozen=True, slots=True)
class MixLine:
    """One mix in words."""

    mix: Mix
    contents: str
    use_before: datetime

    @property
    def name(self) -> str:
        return f"Mix {self.mix.letter}"

    @property
    def label(self) -> str:
        if self.mix.discarded_at is not None:
            return f"{self.name}: {self.contents}, thrown away"
        return f"{self.name}: {self.contents}, use before {clock(self.use_before)}"


def made_for(record: SessionRecord) -> QuerySet[Mix]:
    """Every batch of a record with what is in it; two queries."""
    parts = MixPart.objects.select_related("lot__product")
    return Mix.objects.filter(record=record).prefetch_related(Prefetch("parts", parts))


def mix_lines(record: SessionRecord, policy: Policy) -> dict[int, MixLine]:
    """By id."""
    return {
        mix.pk: MixLine(mix, contents_of(mix), use_before(mix, policy)) for mix in made_for(record)
    }


@dataclass(frozen=True, slots=True)
class MixUsed:
    """One mix of a record with the lots it was made from, in words."""

    name: str
    contents: str
    made_ml: str
    lots: tuple[str, ...]
    thrown_away: str

    def __str__(self) -> str:
        return f"{self.name}, {self.made_ml} mL: {self.contents} ({'; '.join(self.lots)})"


def mixes_in(record: SessionRecord) -> tuple[MixUsed, ...]:
    return tuple(
        MixUsed(
            name=f"Mix {mix.letter}",
            contents=contents_of(mix),
            made_ml=plain(mix.total_ml),
            lots=tuple(
                f"{plain(part.ml)} mL {part.lot.product.name}, lot {part.lot.number}"
                for part in mix.parts.all()
            ),
            thrown_away=mix.discard_reason,
        )
        for mix in made_for(record)
    )


def contents_of(mix: Mix) -> str:
    """What is in it: "dextrose 15 %, lidocaine 0.2 %". Saline and water are not named."""
    contents = solution_of(mix)
    return mixture(Injection(**true_columns(contents, Injection()))) or "diluent only"
