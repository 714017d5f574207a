"""Says after a decision about what another clinic sent what was decided, and what follows."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest

from patients.actions.referrals import Decided
from patients.rules.engine import Change
from patients.wording import partial_day


def tell(request: HttpRequest, decided: Decided) -> None:
    """What screening says otherwise because of it, and whether the last screening still stands."""
    opened = [change for change in decided.changes if change.after.open]
    cleared = [change for change in decided.changes if not change.after.open]
    stop = [change for change in opened if change.after.verdict == "fires"]
    unclear = [change for change in opened if change.after.verdict != "fires"]
    if stop:
        messages.warning(request, f"Screening finds because of it: {_named(stop)}.")
    if unclear:
        messages.info(request, f"Screening now has to ask about: {_named(unclear)}.")
    if cleared:
        messages.info(request, f"Screening, settled by it: {_named(cleared)}.")
    if not decided.changes:
        messages.info(request, "Nothing changes in screening because of it.")
    if decided.outdated is not None:
        day = partial_day(decided.outdated.run_on, "day")
        messages.warning(
            request, f"The screening of {day} no longer stands: the chart has changed since."
        )


def _named(changes: Iterable[Change]) -> str:
    return "; ".join(f"{change.after.rule.title} ({change.after.id})" for change in changes)
