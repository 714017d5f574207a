"""What the scores of a plan say: baseline, change, and whether it matters."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from patients.models import Patient, Result
from patients.models.history import ResultKind
from staff.templatetags.prolo import day
from treatments import scores
from treatments.library import plain
from treatments.models import Plan, PlanVersion, Score
from treatments.prefill import ALWAYS_SCORED
from treatments.scores import Change, Instrument


@dataclass(frozen=True, slots=True)
class Reading:
    """One score in words, beside its baseline. `change` is None where nothing is to compare."""

    score: Score
    words: str
    change: Change | None

    @property
    def change_words(self) -> str:
        """ "−3 (43 % less)", or "" where there is nothing to compare."""
        if self.change is None:
            return ""
        absolute, percent = self.change.absolute, self.change.percent
        sign = "+" if absolute > 0 else "−" if absolute < 0 else "±"
        words = f"{sign}{plain(abs(absolute))}"
        if percent is None or not absolute:
            return words
        return f"{words} ({abs(percent):.0f} % {'more' if percent > 0 else 'less'})"

    @property
    def verdict(self) -> tuple[str, str]:
        """Tone and word: whether the change matters. Empty where nobody can say."""
        if self.change is None:
            return "", ""
        if self.change.meaningful:
            return "ok", "Meaningful improvement"
        if self.change.better is False:
            return "warn", "Worse"
        if self.change.meaningful is False:
            return "muted", "No meaningful change"
        if self.change.better:
            return "info", "Better"
        return "muted", "No change" if not self.change.absolute else "Change of unknown meaning"


@dataclass(frozen=True, slots=True)
class Line:
    """All readings of one instrument, oldest first, the baseline among them."""

    instrument: Instrument
    baseline: Reading | None
    readings: tuple[Reading, ...]

    @property
    def later(self) -> tuple[Reading, ...]:
        return tuple(r for r in self.readings if r.score.moment != Score.Moment.BASELINE)

    @property
    def latest(self) -> Reading | None:
        return self.later[-1] if self.later else None

    @property
    def described(self) -> str:
        """The course as a sentence, for whoever cannot see the chart."""
        said = [f"{r.words} on {day(r.score.taken_on)}" for r in self.readings]
        return f"{self.instrument.name}: {', '.join(said)}"


def instruments_of(version: PlanVersion | None) -> list[Instrument]:
    """Pain and percent of normal always, then those that the plan names."""
    named = [] if version is None else version.instruments
    codes = dict.fromkeys([*ALWAYS_SCORED, *named])
    return [scores.INSTRUMENTS[code] for code in codes if code in scores.INSTRUMENTS]


def counted(rows: QuerySet[Score]) -> QuerySet[Score]:
    """In the order they were taken, without those of a session that was recorded in error."""
    return rows.exclude(session__state="voided").order_by("taken_on", "id")


def pain_elsewhere(patient: Patient, newest: int = 6) -> list[Result]:
    """Pain as other clinics asked it, the newest first: shown beside the scores, never one."""
    rows = Result.objects.filter(patient=patient, kind=ResultKind.PAIN).standing()
    return list(rows.select_related("referral").defer("referral__person")[:newest])


def lines(plan: Plan, version: PlanVersion | None) -> list[Line]:
    """One line for each instrument of the plan and each that was scored; one query."""
    return lines_of(counted(plan.scores.all()), version)


def lines_of(taken: Iterable[Score], version: PlanVersion | None = None) -> list[Line]:
    """Like `lines`, of scores as `counted` has them."""
    by_code: dict[str, list[Score]] = {}
    for score in taken:
        by_code.setdefault(score.instrument, []).append(score)
    known = {instrument.code: instrument for instrument in instruments_of(version)}
    known |= {code: scores.INSTRUMENTS[code] for code in by_code if code in scores.INSTRUMENTS}
    return [_line(known[code], by_code.get(code, [])) for code in known]


def _line(instrument: Instrument, taken: list[Score]) -> Line:
    base = next((score for score in taken if score.moment == Score.Moment.BASELINE), None)
    readings = tuple(_reading(instrument, score, base) for score in taken)
    baseline = next((reading for reading in readings if reading.score is base), None)
    return Line(instrument, baseline, readings)


def _reading(instrument: Instrument, score: Score, base: Score | None) -> Reading:
    change = None
    if instrument.responder_at is not None:
        # A rating of change compares with before by itself.
        change = scores.change(instrument, score.value, score.value)
    elif (
        base is not None
        and score is not base
        and score.instrument_version == base.instrument_version
    ):
        change = scores.change(instrument, base.value, score.value)
    return Reading(score, scores.in_words(instrument, score.value), change)
