"""Pages of a list without counting it: one row more than shown tells whether there is a next page.

A COUNT over a large table costs more than the page itself, and nobody reads "page 3 of 41,200".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

LAST_PAGE = 400  # beyond it OFFSET gets slow; a filter finds better


class Rows(Protocol):
    """What fetches a slice of itself when it is asked for one, as a QuerySet does."""

    def __getitem__(self, rows: slice, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Page:
    object_list: list[Any]
    number: int
    has_next: bool

    def __iter__(self) -> Iterator[Any]:
        return iter(self.object_list)

    def __len__(self) -> int:
        return len(self.object_list)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_next or self.has_previous

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1


def page_of(rows: Rows, number: str | None, per_page: int = 25) -> Page:
    """The page that the query parameter names; anything that is no page number means the first."""
    # `int` refuses numbers of thousands of digits; nobody has pages of more than nine.
    wanted = int(number) if number and re.fullmatch("[0-9]{1,9}", number) else 1
    wanted = min(max(wanted, 1), LAST_PAGE)
    start = (wanted - 1) * per_page
    found = list(rows[start : start + per_page + 1])
    return Page(found[:per_page], wanted, len(found) > per_page and wanted < LAST_PAGE)
