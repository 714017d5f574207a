"""What is treated in the demo: protocols of the library, and what a physician adds to them."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

LEFT, RIGHT, MIDLINE = "left", "right", "midline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A complaint with the protocol it is treated by.

    `gaps` is what the physician writes where the protocol is silent, for every target alike;
    `by_target` goes before it, by the target's place. `score` is a further instrument with its
    value at the baseline and the change that a good course brings.
    """

    protocol: str
    region: str
    complaint: str
    code: str = ""  # where the protocol offers several
    gaps: dict[str, Any] = field(default_factory=dict)
    by_target: dict[int, dict[str, Any]] = field(default_factory=dict)
    # Injected as it is, instead of what the protocol mixes; with words for how it is made.
    procedure: str = ""
    procedure_detail: str = ""
    goal: str
    reason: str = "Clinic's usual way; the source leaves room for it."
    score: tuple[str, int, int] | None = None
    sided: bool = True
    # What the patient does before coming, a line each.
    preparation: str = ""


def ml(text: str) -> Decimal:
    return Decimal(text)


KNEE = Condition(
    protocol="knee_oa_whole_joint",
    region="knee",
    complaint="Knee pain on stairs for two years",
    by_target={1: {"volume_ml": ml("5"), "points": 10}},
    goal="Climb the stairs at home without the rail",
    preparation="Eat a light meal two hours before you come.\n"
    "Wear shorts or wide trousers.\n"
    "Bring a list of everything you take, with the dose.",
    score=("womac", 48, -22),
)
ELBOW = Condition(
    protocol="lateral_epicondylosis_us",
    region="elbow",
    complaint="Elbow pain when gripping, eight months",
    code="M77.11",
    gaps={"volume_ml": ml("2"), "points": 4},
    goal="Use a screwdriver for an hour",
    reason="Dextrose alone: the trial had such an arm, and morrhuate is not stocked.",
    score=("prtee", 56, -30),
)
ELBOW_PLASMA = Condition(
    protocol="lateral_epicondylosis_us",
    region="elbow",
    complaint="Elbow pain that came back after a course of dextrose elsewhere",
    code="M77.11",
    gaps={"volume_ml": ml("3"), "points": 4},
    procedure="prp",
    procedure_detail="Leukocyte-poor, 30 mL of blood spun once, 3 mL of plasma",
    goal="Play the violin for half an hour",
    reason="Platelet-rich plasma instead of a mixed solution: dextrose brought nothing last year.",
    score=("prtee", 51, -26),
)
PLANTAR = Condition(
    protocol="plantar_fascia_15pct_3x",
    region="foot",
    complaint="Heel pain with the first steps in the morning",
    gaps={"points": 3},
    goal="Walk three miles without stopping",
)
LOW_BACK = Condition(
    protocol="low_back_ligaments_20pct",
    region="low_back",
    complaint="Low back pain after sitting, five years",
    code="M54.59",
    gaps={"volume_ml": ml("10"), "points": 8, "side": MIDLINE},
    goal="Sit through a film",
    score=("rmdq", 13, -5),
    sided=False,
)
SACROILIAC = Condition(
    protocol="si_joint_intra_articular",
    region="sacroiliac",
    complaint="Buttock pain after a fall on the ice",
    code="M53.3",
    gaps={"volume_ml": ml("2.5")},
    goal="Drive to work without a break",
    score=("odi", 42, -16),
)
SI_LIGAMENT = Condition(
    protocol="si_ligament_15pct",
    region="sacroiliac",
    complaint="Pelvic instability since the second pregnancy",
    code="M53.2X8",
    gaps={"volume_ml": ml("6"), "points": 6, "anaesthetic_pct": Decimal("0.2")},
    goal="Carry a child up the stairs",
    score=("rmdq", 11, -6),
)
SHOULDER = Condition(
    protocol="rotator_cuff_enthesis",
    region="shoulder",
    complaint="Shoulder pain when reaching overhead",
    code="M75.111",
    gaps={"volume_ml": ml("6"), "points": 6, "dextrose_pct": Decimal("25")},
    goal="Put dishes on the top shelf",
    score=("spadi", 58, -28),
)
THUMB = Condition(
    protocol="thumb_cmc_oa",
    region="hand",
    complaint="Pain at the base of the thumb when opening jars",
    goal="Open jars without help",
)
NECK = Condition(
    protocol="neck_whiplash_facet",
    region="neck",
    complaint="Neck pain since a rear-end collision",
    code="S13.4XXS",
    gaps={"volume_ml": ml("2"), "points": 2, "side": MIDLINE},
    goal="Look over the shoulder when driving",
    score=("ndi", 22, -12),
    sided=False,
)
JAW = Condition(
    protocol="tmj_intra_articular_20pct",
    region="jaw",
    complaint="Jaw pain and clicking when chewing",
    code="M26.69",
    gaps={"volume_ml": ml("1")},
    goal="Eat an apple",
)
WRIST = Condition(
    protocol="carpal_tunnel_perineural",
    region="wrist",
    complaint="Numb fingers at night",
    goal="Sleep through the night",
    score=("quickdash", 48, -20),
)
HIP = Condition(
    protocol="hip_labral_tear",
    region="hip",
    complaint="Groin pain when getting out of the car",
    gaps={"volume_ml": ml("6"), "dextrose_pct": Decimal("20")},
    goal="Put on socks standing",
    score=("hoos_ps", 52, 20),
)
ANKLE = Condition(
    protocol="ankle_atfl_sprain",
    region="ankle",
    complaint="The ankle gives way on uneven ground",
    code="M25.371",
    gaps={"volume_ml": ml("2"), "points": 2},
    goal="Play soccer again",
    score=("faam_adl", 64, 22),
)
GROIN = Condition(
    protocol="groin_adductor_athlete",
    region="groin",
    complaint="Groin pain when sprinting, one season",
    code="R10.30",
    gaps={"volume_ml": ml("3"), "points": 3},
    by_target={2: {"side": MIDLINE}},
    goal="A full training session",
)
OSGOOD = Condition(
    protocol="osgood_schlatter",
    region="knee",
    complaint="Pain below the kneecap when jumping",
    gaps={"volume_ml": ml("2"), "points": 3},
    goal="Back to basketball practice",
)
HAMSTRING = Condition(
    protocol="hamstring_default",
    region="thigh",
    complaint="Pain at the sitting bone since a sprint",
    code="M76.891",
    gaps={"volume_ml": ml("4"), "points": 4, "dextrose_pct": Decimal("15")},
    goal="Run five miles",
    score=("lefs", 44, 20),
)
INSTABILITY = Condition(
    protocol="shoulder_instability_default",
    region="shoulder",
    complaint="The shoulder slips since a dislocation",
    code="M25.311",
    gaps={"volume_ml": ml("6"), "points": 4, "dextrose_pct": Decimal("15")},
    goal="Swim front crawl",
    score=("spadi", 46, -24),
)

# For people who come in numbers: what is seen most.
USUAL = (KNEE, ELBOW, PLANTAR, LOW_BACK, SI_LIGAMENT, SHOULDER, THUMB, HIP, ANKLE, INSTABILITY)
