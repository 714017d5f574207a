"""What to do with what a patient says on the check call. Clinic defaults; pure text."""

from dataclasses import dataclass
from enum import StrEnum


class Urgency(StrEnum):
    REASSURE = "reassure"
    SAME_DAY = "physician today"
    NOW = "physician now"
    EMERGENCY = "emergency number"


@dataclass(frozen=True, slots=True)
class Advice:
    """One kind of answer, whom it concerns and what is done. `answer` is that of the call."""

    answer: str
    urgency: Urgency
    says: str
    do: str


ADVICE = (
    Advice(
        "fine",
        Urgency.REASSURE,
        "Nothing, or soreness, stiffness or a bruise in the first 4 days",
        "Reassure: this is expected. Acetaminophen as the label says, if the patient may take it.",
    ),
    Advice(
        "worry",
        Urgency.SAME_DAY,
        "Pain that is still rising after day 3, or no better after 7 days",
        "A physician speaks with the patient today.",
    ),
    Advice(
        "alarm",
        Urgency.NOW,
        "Fever or chills, a hot, red or swollen joint, fluid from the skin",
        "Get a physician now. A joint that may be infected goes to the emergency department.",
    ),
    Advice(
        "alarm",
        Urgency.NOW,
        "Headache worse when upright, or a stiff neck, after an injection at the spine",
        "Get a physician now.",
    ),
    Advice(
        "alarm",
        Urgency.NOW,
        "Swollen calf, or a large bruise that keeps growing",
        "Get a physician now.",
    ),
    Advice(
        "alarm",
        Urgency.EMERGENCY,
        "Hives, swollen face or throat, wheezing, collapse",
        "The patient calls 911 now, or you do. Then get a physician.",
    ),
    Advice(
        "alarm",
        Urgency.EMERGENCY,
        "Within hours: metallic taste, ringing ears, numb mouth, agitation, seizure, palpitations",
        "Call 911 now; say that a local anesthetic was injected. Then get a physician.",
    ),
    Advice(
        "alarm",
        Urgency.EMERGENCY,
        "Short of breath or chest pain",
        "Call 911 now: after an injection near the chest the lung may have collapsed.",
    ),
    Advice(
        "alarm",
        Urgency.EMERGENCY,
        "New weakness, numbness that spreads or stays, trouble with bladder or bowels",
        "Call 911 now. Then get a physician.",
    ),
)

# What is said on the screen as soon as an answer is logged.
AT_ONCE = {
    "fine": "Logged. Nothing more to do.",
    "worry": "A physician has to speak with this patient today: the call is on their list.",
    "alarm": (
        "Get a physician now. Keep the patient on the line. Hives, a swollen face or throat, "
        "trouble breathing, chest pain, collapse, a seizure or new weakness: call 911 first."
    ),
    "no_answer": "Logged. The call stays on the list; try again today.",
}


def advice_for(answer: str) -> tuple[Advice, ...]:
    return tuple(advice for advice in ADVICE if advice.answer == answer)
