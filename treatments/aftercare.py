"""The words of the aftercare sheet a patient takes home. Content only: no page, no person.

Written for the patient: short sentences, no Latin. What a source says is cited beside it; the rest
is the clinic's own default.
"""

from collections.abc import Iterable
from dataclasses import dataclass

CLINIC_DEFAULT = "clinic default"
LUNG_REGIONS = frozenset({"neck", "thoracic", "rib", "shoulder"})
SPINE_REGIONS = frozenset({"neck", "thoracic", "low_back", "sacroiliac"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the sheet depends on. Regions are those of the day's targets."""

    regions: frozenset[str] = frozenset()
    ice: bool = True  # contested; the default follows Manhattan Pain Medicine
    anaesthetic: bool = True
    protocol_aftercare: str = ""
    next_visit: str = ""  # the day in words, empty if not booked
    clinic_phone: str = ""
    emergency_number: str = "911"
    no_anti_inflammatories_days: int = 28
    symptom_check_days: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One heading of the sheet. `urgent` sections are set apart, in words as well as in color."""

    code: str
    title: str
    lines: tuple[Line, ...]
    urgent: bool = False


def sheet(facts: Facts) -> tuple[Section, ...]:
    """The sections of the sheet in the order they are printed."""
    return (
        _section("expect", "What to expect", _expect(facts)),
        _section("pain", "If it hurts", _pain(facts)),
        _section("activity", "Rest and activity", _activity(facts)),
        _section("call", _call_title(facts), _call(facts), urgent=True),
        _section(
            "emergency",
            f"Call {facts.emergency_number} at once if you have",
            _emergency(facts),
            urgent=True,
        ),
        _section("next", "What comes next", _next(facts)),
    )


def _section(code: str, title: str, lines: Iterable[Line], *, urgent: bool = False) -> Section:
    return Section(code=code, title=title, lines=tuple(lines), urgent=urgent)


def _line(text: str, source: str = CLINIC_DEFAULT) -> Line:
    return Line(text=text, source=source)


def _expect(facts: Facts) -> Iterable[Line]:
    yield _line(
        "More pain and stiffness where you were injected, usually mild, for 2 to 4 days. "
        "This is expected.",
        "Manhattan Pain Medicine",
    )
    yield _line("A bruise is common and fades by itself.", "Manhattan Pain Medicine")
    if facts.anaesthetic:
        yield _line(
            "Numbness, tingling or some weakness for a few hours from the anesthetic. Do not "
            "drive until it is gone.",
            "Regenexx",
        )
    yield _line(
        "A mild headache or dizziness can follow. Rest and drink water.",
        "Regenexx",
    )
    yield _line(
        "Any improvement comes slowly, over 4 to 6 weeks.",
        "Manhattan Pain Medicine",
    )


def _pain(facts: Facts) -> Iterable[Line]:
    yield _line(
        "You may take acetaminophen (Tylenol) as the label says, unless we or another doctor told "
        "you not to.",
        "Manhattan Pain Medicine",
    )
    yield _line(
        "Do not take anti-inflammatory painkillers such as ibuprofen (Advil, Motrin) or naproxen "
        f"(Aleve) for {facts.no_anti_inflammatories_days} days, unless we told you otherwise: they "
        "work against the treatment.",
    )
    yield _line(
        "Keep taking everything else that was prescribed for you, including low-dose aspirin and "
        "blood thinners. Do not stop a medicine unless the doctor who prescribed it agrees.",
    )
    if facts.ice:
        yield _line(
            "Ice is fine: wrapped in a cloth, up to 15 minutes at a time.",
            "Manhattan Pain Medicine",
        )
    else:
        yield _line("Please do not put ice on it; mild warmth is fine.")


def _activity(facts: Facts) -> Iterable[Line]:
    yield _line("Rest the treated part today.", "Regenexx")
    yield _line("No strenuous activity for the next days.", "Regenexx")
    yield _line("Then return to your usual activity step by step.", "Regenexx")
    yield _line("Keep the skin clean and dry today. A shower is fine tomorrow.")
    if facts.protocol_aftercare:
        yield _line(f"For your treatment: {facts.protocol_aftercare}.", "the protocol of your plan")


def _call_title(facts: Facts) -> str:
    if facts.clinic_phone:
        return f"Call us today at {facts.clinic_phone} if you have"
    return "Call us today if you have"


def _call(facts: Facts) -> Iterable[Line]:
    yield _line("Pain that is still rising after day 3, or no better after 7 days.")
    yield _line(
        "Fever or chills, a hot, red or swollen joint, or fluid coming from the skin. If you "
        "cannot reach us at once, go to the emergency department."
    )
    yield _line("A swollen calf, or a large bruise that keeps growing.")
    if facts.regions & SPINE_REGIONS:
        yield _line("A headache that is worse when you sit or stand up, or a stiff neck.")
    yield _line("Anything else that worries you.")


def _emergency(facts: Facts) -> Iterable[Line]:
    yield _line("Hives, a swollen face or throat, wheezing, or collapse.")
    if facts.anaesthetic:
        yield _line(
            "Within hours: a metallic taste, ringing ears, a numb mouth, agitation, a seizure, or "
            "a racing or irregular heartbeat."
        )
    if facts.regions & LUNG_REGIONS:
        yield _line(
            "Shortness of breath or chest pain. After an injection near the chest it can mean a "
            "collapsed lung, even a day later."
        )
    else:
        yield _line("Shortness of breath or chest pain.")
    yield _line(
        "New weakness, numbness that spreads or stays, or trouble with your bladder or bowels."
    )


def _next(facts: Facts) -> Iterable[Line]:
    yield _line(f"We will ask how you are on day {facts.symptom_check_days}.")
    if facts.next_visit:
        yield _line(f"Your next visit: {facts.next_visit}.")
    yield _line(
        "At your follow-up visit we compare your scores with those before the treatment and "
        "decide with you whether more injections make sense.",
        "Regenexx",
    )
