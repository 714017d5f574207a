"""What is worth measuring before a screening, by what the chart has on file."""

from patients.rules import BY_ID, Facts, Moment, Policy, Verdict, screen

# Every session day, whatever is on file.
_OF_THE_DAY = ("temperature", "bp_systolic", "bp_diastolic", "pulse")
# Asked for while the rule that looks at it is not clear: glucose in diabetes, INR on warfarin.
_FOR_A_RULE = {"glucose": "R03", "inr": "R09"}


def vitals_asked(facts: Facts, policy: Policy) -> list[str]:
    """Result kinds that the form of this moment asks for, in the order of the page.

    Before a plan these are weight and blood pressure when missing or old, and a missing height;
    on a session day temperature, blood pressure and pulse as well, each time.
    """
    on_the_day = facts.moment is Moment.DAY
    asked = list(_OF_THE_DAY) if on_the_day else []
    if not on_the_day and any(
        _old(facts, kind, policy.bp_max_age_days) for kind in ("bp_systolic", "bp_diastolic")
    ):
        asked += ["bp_systolic", "bp_diastolic"]
    if _old(facts, "weight", policy.weight_max_age_days):
        asked.append("weight")
    if facts.latest("height") is None:
        asked.append("height")
    for kind, rule in _FOR_A_RULE.items():
        # Before a plan these rules do not report a missing value, so nothing is asked then.
        (outcome,) = screen(facts, policy, [BY_ID[rule]])
        if outcome.verdict is not Verdict.CLEAR:
            asked.append(kind)
    return asked


def _old(facts: Facts, kind: str, most_days: int) -> bool:
    latest = facts.latest(kind)
    return latest is None or facts.days_ago(latest.taken_on) > most_days
