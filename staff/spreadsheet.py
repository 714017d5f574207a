"""Values for a table that people open in a spreadsheet."""

from typing import Any

# What a spreadsheet reads as the beginning of a formula; also behind spaces, which some drop.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: Any) -> str:
    """As text that no spreadsheet takes for a formula: an apostrophe in front keeps it words."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
