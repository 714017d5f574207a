"""What a patient should do before a session: lines that a physician may take over into a plan.

Nothing is on the patient's sheet that the physician did not name. The lines are the clinic's own
suggestions; the days without anti-inflammatories are the clinic's threshold for screening.
"""

from collections.abc import Iterable

LONGEST = 2000  # characters of a plan's preparation


def suggestions(*, nsaid_days: int) -> dict[str, str]:
    """Lines to choose from, by code."""
    return {
        "nsaid": "Take no ibuprofen, naproxen or other anti-inflammatory pain reliever, as a pill, "
        f"gel or patch, in the {days(nsaid_days)} before the visit. Ask us what to take instead.",
        "keep": "Go on with everything a doctor prescribed, blood thinners and aspirin included, "
        "unless we told you otherwise.",
        "eat": "Eat a light meal and drink water in the hours before the visit.",
        "driver": "Have somebody with you who can drive you home.",
        "clothes": "Wear loose clothes that are easy to take off.",
        "medicines": "Bring a list of all the medicines you take.",
        "call": "Call us before you come if you have a fever or an infection, or if you were given "
        "an antibiotic.",
    }


def days(number: int) -> str:
    return "day" if number == 1 else f"{number} days"


def with_lines(text: str, lines: Iterable[str]) -> str:
    """`text` with those lines at its end that it does not have yet."""
    kept = lines_of(text)
    return "\n".join([*kept, *(line for line in dict.fromkeys(lines) if line not in kept)])


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
