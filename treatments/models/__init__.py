from treatments.models.adverse_event import AdverseEvent, AdverseEventNote
from treatments.models.after_signing import Addendum, CoSignature, RecordDraft, RecordVoid
from treatments.models.follow_up import CheckCall, FollowUp, Score
from treatments.models.mix import Mix, MixPart, OutsideDose
from treatments.models.plan import Plan, PlanVersion, Target
from treatments.models.protocol import Protocol, ProtocolVersion
from treatments.models.session import Injection, Session, SessionRecord
from treatments.models.stock import Lot, Product, Vial

__all__ = [
    "Addendum",
    "AdverseEvent",
    "AdverseEventNote",
    "CheckCall",
    "CoSignature",
    "FollowUp",
    "Injection",
    "Lot",
    "Mix",
    "MixPart",
    "OutsideDose",
    "Plan",
    "PlanVersion",
    "Product",
    "Protocol",
    "ProtocolVersion",
    "RecordDraft",
    "RecordVoid",
    "Score",
    "Session",
    "SessionRecord",
    "Target",
    "Vial",
]
