"""The contraindication rules: facts in, one outcome per rule out. Standard library only."""

from patients.rules.engine import RULES_VERSION, Overall, compare, overall, screen
from patients.rules.facts import Answer, Facts, Moment, PlanContext
from patients.rules.policy import Policy, PolicyError
from patients.rules.rule import Outcome, Override, Rule, Tier, Verdict
from patients.rules.table import BY_ID, RULES

__all__ = [
    "BY_ID",
    "RULES",
    "RULES_VERSION",
    "Answer",
    "Facts",
    "Moment",
    "Outcome",
    "Overall",
    "Override",
    "PlanContext",
    "Policy",
    "PolicyError",
    "Rule",
    "Tier",
    "Verdict",
    "compare",
    "overall",
    "screen",
]
