"""What a patient may say on the check call, and what is done about it. Pure text.

One row for each answer of the table that the clinic triages by. The actions are clinic defaults
(general practice); drainage, bleeding and fever as reasons to call are published, and so is the
bolus of lipid emulsion (ASRA 2020, secondary summary).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Urgency(StrEnum):
    REASSURE = "reassure"
    SAME_DAY = "physician today"
    NOW = "physician now"
    EMERGENCY = "emergency number"


@dataclass(frozen=True, slots=True)
class Advice:
    """One answer and what is done. `code` is stored in the call: never renamed.

    `kind` is that of the adverse event (`AdverseEvent.Kind`) that it may be; "" where it is none.
    """

    code: str
    urgency: Urgency
    says: str
    do: str
    kind: str = ""


ADVICE = (
    Advice(
        "nothing",
        Urgency.REASSURE,
        "Nothing, all is well",
        "Nothing more to do.",
    ),
    Advice(
        "soreness",
        Urgency.REASSURE,
        "Soreness, stiffness or a bruise in the first 4 days",
        "This is expected. Acetaminophen as the label says, if the patient may take it.",
    ),
    Advice(
        "rising_pain",
        Urgency.SAME_DAY,
        "Pain that is still rising after day 3, or no better after 7 days",
        "A physician calls back the same day.",
        "pain",
    ),
    Advice(
        "infection",
        Urgency.NOW,
        "Fever or chills, a hot, red or swollen joint, fluid from the skin",
        "A joint that may be infected goes to the emergency department.",
        "infection",
    ),
    Advice(
        "headache",
        Urgency.NOW,
        "Headache worse when upright, or a stiff neck, after an injection at the spine",
        "Keep the patient on the line until a physician takes over.",
        "spinal_headache",
    ),
    Advice(
        "calf",
        Urgency.NOW,
        "Swollen calf, or a large bruise that keeps growing",
        "Keep the patient on the line until a physician takes over.",
        "bruising",
    ),
    Advice(
        "allergy",
        Urgency.EMERGENCY,
        "Hives, swollen face or throat, wheezing, collapse",
        "The patient calls 911 now, or you do. Then get a physician.",
        "allergy",
    ),
    Advice(
        "toxicity",
        Urgency.EMERGENCY,
        "Within hours: metallic taste, ringing ears, numb mouth, agitation, seizure, palpitations",
        "Call 911 now; say that a local anesthetic was injected. Then get a physician.",
        "toxicity",
    ),
    Advice(
        "breathless",
        Urgency.EMERGENCY,
        "Short of breath or chest pain",
        "Call 911 now: after an injection near the chest the lung may have collapsed. "
        "Then get a physician.",
        "pneumothorax",
    ),
    Advice(
        "nerve",
        Urgency.EMERGENCY,
        "New weakness, numbness that spreads or stays, trouble with bladder or bowels",
        "Call 911 now. Then get a physician.",
        "weakness",
    ),
)

BY_CODE = {advice.code: advice for advice in ADVICE}
# The gravest last.
_ORDER = tuple(Urgency)
# Which answer of the call (`CheckCall.Answer`) an urgency makes.
_ANSWERS = {
    Urgency.REASSURE: "fine",
    Urgency.SAME_DAY: "worry",
    Urgency.NOW: "alarm",
    Urgency.EMERGENCY: "alarm",
}


def said(codes: Iterable[str]) -> tuple[Advice, ...]:
    """The rows of these codes, the gravest first; unknown codes are left out."""
    wanted = set(codes)
    found = [advice for advice in ADVICE if advice.code in wanted]
    return tuple(sorted(found, key=lambda advice: -_ORDER.index(advice.urgency)))


def urgency_of(codes: Iterable[str]) -> Urgency | None:
    """The gravest of what was said; None if nothing of it is on the list."""
    found = said(codes)
    return found[0].urgency if found else None


def answer_of(codes: Iterable[str]) -> str:
    """The answer of the call as a whole: "fine", "worry" or "alarm"; "" for nothing."""
    urgency = urgency_of(codes)
    return "" if urgency is None else _ANSWERS[urgency]


def kind_of(codes: Iterable[str]) -> str:
    """The kind of event that the gravest of these answers may be."""
    return next((advice.kind for advice in said(codes) if advice.kind), "other")


# What stands on the screen as soon as the answer is logged.
AT_ONCE = {
    Urgency.REASSURE: "Logged. Nothing more to do.",
    Urgency.SAME_DAY: "Tell the physician today: the call is on every physician's page.",
    Urgency.NOW: "Tell the physician now. Keep the patient on the line.",
    Urgency.EMERGENCY: "Call 911 now, or have the patient call. Then tell the physician.",
}
