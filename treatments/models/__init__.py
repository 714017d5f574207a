from treatments.models.follow_up import CheckCall, FollowUp, Score
from treatments.models.plan import Plan, PlanVersion, Target
from treatments.models.protocol import Protocol, ProtocolVersion
from treatments.models.session import Addendum, Injection, Session, SessionRecord

__all__ = [
    "Addendum",
    "CheckCall",
    "FollowUp",
    "Injection",
    "Plan",
    "PlanVersion",
    "Protocol",
    "ProtocolVersion",
    "Score",
    "Session",
    "SessionRecord",
    "Target",
]
