"""The proposal for a whole course in words, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from scheduling.models import Site
from scheduling.proposals import Proposal, Shut
from scheduling.wording import in_days, moment_at, span_in_words
from staff.templatetags.prolo import day
from treatments.models import PlanVersion, Session
from treatments.spacing import EDGE_DAYS, Window, followup_windows

WHY_SHUT = {
    Shut.PAST: "The window is over. Needs physician.",
    Shut.BETWEEN: "The session booked after it leaves no day. Move that visit first.",
    Shut.FULL: "No free time inside the window. Needs physician.",
    Shut.ELSEWHERE: "No free time here inside the window. Choose another site.",
    Shut.WAITS: "Once the session before it has a time.",
}
TONES = {Shut.WAITS: "muted", Shut.ELSEWHERE: "warn"}


@dataclass(frozen=True, slots=True)
class Line:
    """One visit of the chain as the page shows it."""

    proposal: Proposal
    when: str
    window: str
    place: str
    tone: str

    @property
    def key(self) -> str:
        return self.proposal.link.key

    @property
    def name(self) -> str:
        return self.proposal.link.name

    @property
    def needs_physician(self) -> bool:
        return self.proposal.shut in (Shut.PAST, Shut.FULL)

    @property
    def book_url(self) -> str:
        """Where it is booked by itself, if it does not count from a visit of this page."""
        what = self.proposal.link.what
        if self.proposal.link.window is None:
            return ""
        page = "book-session" if isinstance(what, Session) else "book-follow-up"
        return reverse(page, args=[what.pk])


def lines_of(rows: Sequence[Proposal], site: Site) -> list[Line]:
    return [line_of(row, site) for row in rows]


def line_of(row: Proposal, site: Site) -> Line:
    window = span_in_words(row.window.opens, row.window.closes) if row.window else ""
    if row.offer is None or row.window is None:
        why = WHY_SHUT[row.shut or Shut.WAITS]
        return Line(row, "", window, why, TONES.get(row.shut or Shut.WAITS, "stop"))
    place, tone = place_in(row.window, row.offer.local_day(site))
    return Line(row, moment_at(row.offer.starts_at, site.zone), window, place, tone)


def place_in(window: Window, on: date) -> tuple[str, str]:
    """ "At the edge, 2 days left", with its tone."""
    if on == window.target:
        return "Inside, the best day", "ok"
    left, since = window.days_left(on), (on - window.opens).days
    if left == 0:
        return "At the edge, the last day", "warn"
    if left <= EDGE_DAYS:
        return f"At the edge, {in_days(left)} left", "warn"
    if since < EDGE_DAYS:
        return "At the edge, the first day" if since == 0 else "At the edge, the second day", "warn"
    return f"Inside, {in_days(left)} left", "ok"


def follow_ups_in_words(
    rows: Sequence[Proposal], version: PlanVersion | None, site: Site
) -> list[str]:
    """From when the follow-up visits can be booked, if the last session is on its day here."""
    sessions = [row for row in rows if isinstance(row.link.what, Session)]
    if version is None or not sessions or sessions[-1].offer is None:
        return []
    last = sessions[-1].offer.local_day(site)
    windows = followup_windows(last, version.followup_days)
    return [day(window.target) for window in windows]
