"""Procedure: injections, physical therapy and surgery of joints and spine; what was put in."""

import re
from collections.abc import Iterator
from typing import Any

from patients.models import PriorTreatment, Problem
from patients.rules.conditions import CONDITIONS, Sureness, recognise
from patients.rules.facts import ProblemFact
from patients.rules.places import place_of
from patients.rules.text import fold
from records.fhir.datatypes import Coding, Concept, Day, clean, concept, day, joined
from records.fhir.draft import LeftOutError
from records.fhir.items import Kind
from records.fhir.node import Node
from records.fhir.notes import Report
from records.fhir.problems import coded, problem_name

_DONE = frozenset({"completed", "in-progress", "stopped", "unknown", "on-hold"})

_JOINT = (
    r"(?:joints?|knees?|hips?|shoulders?|elbows?|wrists?|ankles?|foot|feet|hands?|fingers?|thumbs?|"
    r"toes?|spine|spinal|vertebra\w*|sacroiliac|facet|disc|disk|menisc\w*|ligaments?|tendons?|"
    r"rotator cuff|cruciate|achilles|plantar|epicondyl\w*|bursa\w*|trigger points?|muscles?|"
    r"subacromial|glenohumeral|patella\w*|femur|tibia|femoral head|acetabul\w*|carpal|tarsal|"
    r"temporomandibular|coccyx|hallux|metatars\w*)"
)
_INJECTION = re.compile(r"\b(?:inject\w*|infiltration|nerve block|medial branch block|epidural)\b")
_NO_TREATMENT = re.compile(
    r"\b(?:epidural an\w+|labou?r|obstetric|vaccin\w*|immuni[sz]ation|contracepti\w*|contrast|"
    r"intramuscular injection|subcutaneous injection|intravenous\w*|intrathecal|puncture|botulinum|"
    r"measurement|assessment|examination|x ray|radiograph\w*|imaging|mri|ultrasonograph\w*)\b"
)
# "Cervical" alone may be the neck of the womb: it is a place for an injection only.
_AT_JOINT = re.compile(
    rf"\b(?:{_JOINT}|lumbar|cervical|thoracic|intra ?articular|arthrocentesis|epidural)\b"
)
# The first that fits names the kind of an injection.
_SUBSTANCES = (
    ("prolotherapy", re.compile(r"\b(?:prolotherap\w*|dextrose|sclerosant)\b")),
    ("prp", re.compile(r"\b(?:platelet rich|prp)\b")),
    ("hyaluronate", re.compile(r"\b(?:hyalur\w+|viscosupplement\w*|hylan|synvisc|orthovisc)\b")),
    (
        "steroid_injection",
        re.compile(
            r"\b(?:\w*steroids?|cortisone|triamcinolone|methylprednisolone|kenalog|depo medrol|"
            r"betamethasone|dexamethasone)\b"
        ),
    ),
)
# Names that say by themselves what was done, wherever it was.
_BY_NAME = re.compile(r"\b(?:prolotherap\w*|viscosupplement\w*)\b")
_THERAPY = re.compile(r"\b(?:physical therapy|physiotherapy|physical rehabilitation)\b")
_BRACE = re.compile(
    rf"\b(?:brace|orthosis|splint(?:ing)?|taping|immobili[sz]ation)\b(?=.*\b{_JOINT}\b)|"
    rf"\b{_JOINT}\b.*\b(?:brace|orthosis|splint(?:ing)?|taping|immobili[sz]ation)\b"
)
_ORTHOPEDIC = re.compile(
    r"\b(?:\w*arthroplasty|arthroscop\w*|arthrodesis|arthrotomy|meniscectomy|synovectomy|"
    r"bursectomy|laminectomy|laminotomy|dis[ck]ectomy|foraminotomy|osteotomy|tenotomy|tenodesis|"
    r"kyphoplasty|vertebroplasty)\b"
)
_SURGERY = re.compile(
    r"\b(?:fusion|replacement|reconstruction|repair|release|decompression|fixation|suture|"
    r"resection|excision|debridement|prosthesis|amputation)\b"
)
_AT_SURGERY = re.compile(rf"\b{_JOINT}\b")
_SKIN = re.compile(
    r"\b(?:wound|skin|laceration|nail|toenail|burn|ulcer|lymph|dental|tooth|teeth|hernia|lens)\b"
)
# CPT and HCPCS of injections into joints, tendons, the spine.
_CPT = (
    (re.compile(r"0232T"), "prp"),
    (re.compile(r"M0076"), "prolotherapy"),
    (
        re.compile(r"2060[0-6]|2061[01]|2055[0-3]|623(?:2[0-7])|6447[9]|6448[034]|6449[0-5]|27096"),
        "",
    ),
    (re.compile(r"97(?:11[0-6]|12[0-4]|14[0]|16[1-4]|53[0])"), "physical_therapy"),
)
# CPT of artificial joints, for a code that comes without its name.
_ARTHROPLASTY = {
    "23470": "Hemiarthroplasty of shoulder",
    "23472": "Total shoulder arthroplasty",
    "24363": "Total elbow arthroplasty",
    "27130": "Total hip arthroplasty",
    "27132": "Conversion to total hip arthroplasty",
    "27134": "Revision of total hip arthroplasty",
    "27446": "Partial knee arthroplasty",
    "27447": "Total knee arthroplasty",
    "27486": "Revision of total knee arthroplasty",
    "27487": "Revision of total knee arthroplasty",
    "27702": "Total ankle arthroplasty",
}
# What is in the body stays a fact for the rules.
_TAKEN_OUT = re.compile(
    r"\b(?:removal|explant\w*|extraction)\b(?!.*\b(?:re)?(?:placed|placement)\b)"
)
_LASTING = ("prosthesis", "heart_at_risk", "transplant")


def treatment_or_implant(code: Concept) -> bool:
    """Whether the chart has a place for a procedure of this name."""
    name = _called(code)
    return bool(treatment_kind(code, name)) or _lasting(code, name)


def read_procedure(resource: Node, report: Report) -> Iterator[tuple[Kind, dict[str, Any]]]:
    """What was tried before, and a problem where something was put in; nothing for all else.

    Raises LeftOutError for what was not done.
    """
    sent = resource.text("status")
    if sent not in _DONE:
        raise LeftOutError(sent or "no status")
    code = concept(resource.node("code"))
    name = _name(resource, code)
    kind = treatment_kind(code, name, joined(_used(resource), " "))
    lasting = _lasting(code, name)
    if kind:
        yield Kind.PRIOR_TREATMENT, _treatment(resource, kind, name, report)
    if lasting:
        yield Kind.PROBLEM, _implant(resource, code, name, report)


def _name(resource: Node, code: Concept) -> str:
    """`Total knee replacement, left knee`."""
    name = _called(code)
    place = joined(concept(site).name for site in resource.nodes("bodySite"))
    return f"{name}, {place}" if place and place.lower() not in name.lower() else name


def _called(code: Concept) -> str:
    """Its name; of an artificial joint that only a CPT code tells, ours."""
    known = (_ARTHROPLASTY.get(coding.code) for coding in code.codings if _is_cpt(coding))
    return (not code.name and next(filter(None, known), "")) or problem_name(code)


def _used(resource: Node) -> Iterator[str]:
    for node in resource.nodes("usedCode"):
        yield concept(node).name
    for note in resource.nodes("note"):
        yield clean(note.text("text"))


def treatment_kind(code: Concept, name: str, details: str = "") -> str:
    """The kind of prior treatment; "" for a procedure that is none for joints and spine.

    `details` (what was used, notes) tell the substance of an injection, never that it was one.
    """
    words = fold(" ".join((name, *code.names)))
    for coding in code.codings:
        for pattern, kind in _CPT:
            if _is_cpt(coding) and pattern.fullmatch(coding.code):
                return kind or _substance(f"{words} {fold(details)}")
    if _NO_TREATMENT.search(words):
        return ""
    if _BY_NAME.search(words):
        return _substance(words)
    known = any(pattern.search(words) for _, pattern in _SUBSTANCES[1:3])
    if (known or _INJECTION.search(words)) and _AT_JOINT.search(words):
        return _substance(f"{words} {fold(details)}")
    if _THERAPY.search(words):
        return "physical_therapy"
    surgery = _SURGERY.search(words) and _AT_SURGERY.search(words) and not _SKIN.search(words)
    if surgery or _ORTHOPEDIC.search(words):
        return "surgery"
    return "brace" if _BRACE.search(words) else ""


def _is_cpt(coding: Coding) -> bool:
    system = coding.system.lower()
    return "cpt" in system or "hcpcs" in system


def _substance(words: str) -> str:
    return next((kind for kind, pattern in _SUBSTANCES if pattern.search(words)), "other")


def _lasting(code: Concept, name: str) -> bool:
    """Whether something is in the body now that the rules ask for; not when it was taken out."""
    if _TAKEN_OUT.search(fold(name)):
        return False
    system, value = coded(code)
    problem = ProblemFact(display=name, system=system, code=value)
    return any(
        recognise(problem, CONDITIONS[condition]) is Sureness.CONFIRMED for condition in _LASTING
    )


def _when(resource: Node) -> tuple[Day | None, Day | None]:
    period = resource.node("performedPeriod")
    start = day(resource, "performedDateTime") or day(period, "start")
    return start, day(period, "end") or day(resource, "performedDateTime")


def _treatment(resource: Node, kind: str, name: str, report: Report) -> dict[str, Any]:
    place = place_of(ProblemFact(display=name))
    start, end = _when(resource)
    if start and end and end.date < start.date:
        report.warn(resource.path, "Ends before it starts; the end is left out.")
        end = None
    if resource.text("status") == "in-progress":
        end = None
    region = next(iter(place.regions)) if len(place.regions) == 1 else ""
    notes = joined([name, *_used(resource)], "; ")
    outcome = concept(resource.node("outcome")).name
    return {
        "kind": kind,
        "region": region,
        "side": place.side if region else "",
        "substance": report.fit(
            name if kind == "other" else "", PriorTreatment, "substance", resource.at("code")
        ),
        "started_on": start.date if start else None,
        "started_precision": start.precision if start else "day",
        "ended_on": end.date if end else None,
        "ended_precision": end.precision if end else "day",
        "outcome": "unknown",
        "note": report.fit(
            joined([notes, outcome], "; "), PriorTreatment, "note", resource.at("note")
        ),
    }


def _implant(resource: Node, code: Concept, name: str, report: Report) -> dict[str, Any]:
    system, value = coded(code)
    start, _ = _when(resource)
    return {
        "display": report.fit(name, Problem, "display", resource.at("code")),
        "system": system,
        "code": value,
        "onset": start.date if start else None,
        "onset_precision": start.precision if start else "day",
        "status": "active",
        "verified": True,
        "note": "Sent as a procedure",
    }
