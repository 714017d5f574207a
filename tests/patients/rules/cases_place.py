"""What the rules about the place treated and about diagnoses answer."""

from dataclasses import replace

from patients.rules.facts import Moment, PlanContext, SiteFact, SpecialistNoteFact
from tests.patients.rules.people import (
    ANA,
    UNKNOWN,
    YES,
    ago,
    ana,
    answering,
    taking,
    with_problem,
)

BEFORE = ana(moment=Moment.PLAN)


def at(*sites, base=BEFORE):
    """A plan with these targets: region, side and what else matters of each."""
    facts = tuple(SiteFact(region=r, side=s, **more) for r, s, more in sites)
    return replace(base, plan=PlanContext(sites=facts, components=frozenset({"dextrose"})))


def knee(side="right", base=BEFORE, **more):
    return at(("knee", side, {"kind": "joint", "route": "intra_articular", **more}), base=base)


def outside(side="right"):
    return at(("knee", side, {"kind": "ligament", "route": "extra_articular"}))


def unasked(question, base):
    return answering(base, **{question: None})


def said(question, answer, on=None, base=BEFORE):
    dates = {} if on is None else {question: on}
    return replace(answering(base, **{question: answer}), answer_dates=dates)


def icd(code, display="", base=None, **more):
    return with_problem(display or code, base or knee(), system="icd10cm", code=code, **more)


def letter(kind, days=10, agrees=True, base=ANA):
    note = SpecialistNoteFact(kind=kind, specialist="Dr. Okafor", dated=ago(days), agrees=agrees)
    return replace(base, notes=(*base.notes, note))


def advised(kind, base):
    """The cases every rule has that a specialist's letter clears."""
    return (
        ("clear", letter(kind, base=base)),
        ("clear", letter(kind, 364, base=base)),
        ("clear", letter(kind, 365, base=base)),
        ("fires", letter(kind, 366, base=base)),
        ("fires", letter(kind, -1, base=base)),  # dated tomorrow
        ("fires", letter(kind, agrees=False, base=base)),
        ("fires", letter(kind, 5, False, letter(kind, 10, True, base))),  # the newer counts
        ("clear", letter(kind, 5, True, letter(kind, 10, False, base))),
        ("fires", letter(kind, 5, False, letter(kind, 5, True, base))),  # of two the one against
        ("fires", letter("other", base=base)),
    )


def of_rule(rule_id, cases):
    return [(rule_id, verdict, facts) for verdict, facts in cases]


def newer_problem(kind, display, base=ANA):
    """A letter of 40 days ago and a problem that began just before, then, and just after."""
    return tuple(
        (verdict, letter(kind, 40, base=with_problem(display, base, onset=ago(days))))
        for verdict, days in (("clear", 41), ("clear", 40), ("fires", 39))
    )


HEMOPHILIA = with_problem("Hemophilia A")
RHEUMATOID = with_problem("Rheumatoid arthritis")
TRANSPLANTED = with_problem("Kidney transplant status", system="icd10cm", code="Z94.0")
BREAST_CANCER = with_problem(
    "Malignant neoplasm of breast", BEFORE, system="snomed", code="254837009"
)
TORN = icd("M75.121", "Complete rotator cuff tear, right", at(("shoulder", "right", {})))
OPERATION = said("replacement_planned", YES, ago(-30))
RIB = {"structure": "rib_costotransverse_joint", "kind": "joint"}

CASES = [
    # A gout flare
    ("R25", "clear", ANA),
    ("R25", "fires", said("gout_flare", YES)),
    ("R25", "fires", said("gout_flare", YES, ago(27))),
    ("R25", "clear", said("gout_flare", YES, ago(28))),
    ("R25", "clear", said("gout_flare", YES, ago(29))),
    ("R25", "fires", said("gout_flare", YES, ago(-1))),  # settled tomorrow is not settled
    ("R25", "unknown", unasked("gout_flare", ANA)),
    ("R25", "unknown", answering(gout_flare=UNKNOWN)),
    ("R25", "clear", with_problem("Gout")),  # the diagnosis is no flare
    ("R25", "unknown", unasked("gout_flare", with_problem("Gout"))),
    # A fracture
    ("R26", "clear", BEFORE),
    ("R26", "clear", knee()),
    ("R26", "fires", answering(BEFORE, fracture_at_target=YES)),
    ("R26", "unknown", unasked("fracture_at_target", BEFORE)),
    ("R26", "unknown", answering(BEFORE, fracture_at_target=UNKNOWN)),
    ("R26", "clear", unasked("fracture_at_target", ANA)),  # asked before the plan
    ("R26", "fires", icd("S82.001A", "Patella fracture, right")),
    ("R26", "fires", icd("S82.001D", "Patella fracture, right")),  # healing is not healed
    ("R26", "fires", icd("S82.001K", "Nonunion")),
    ("R26", "unknown", icd("S82.001P", "Patella")),  # malunion: united, but how?
    ("R26", "clear", icd("S82.001S", "Sequela")),
    ("R26", "clear", icd("S82.002A", "Patella fracture, left")),
    ("R26", "clear", icd("S42.001A", "Clavicle fracture, right")),
    ("R26", "clear", icd("S82.001A", "Patella fracture, right", status="resolved")),
    ("R26", "clear", icd("Z87.81", "History of fracture of right patella")),
    ("R26", "clear", with_problem("Healed fracture of right patella", knee())),
    ("R26", "clear", with_problem("No fracture of knee", knee())),
    ("R26", "fires", with_problem("Fracture of patella", knee())),  # which side?
    ("R26", "unknown", with_problem("Suspected fracture of right patella", knee())),
    ("R26", "clear", with_problem("Fracture of bone", knee())),  # answered: not at the target
    (
        "R26",
        "fires",
        unasked("fracture_at_target", with_problem("Fracture of bone", knee())),
    ),
    ("R26", "fires", icd("M84.351A", "Stress fracture, right femur")),
    ("R26", "fires", icd("M80.051A", "Osteoporotic fracture, right femur")),
    ("R26", "clear", with_problem("Fracture of right patella", BEFORE)),  # no plan, answered
    (
        "R26",
        "unknown",
        unasked("fracture_at_target", with_problem("Fracture of right patella", BEFORE)),
    ),
    ("R26", "fires", icd("S82.001A", base=knee(base=ANA))),  # on the session day too
    # An artificial joint
    ("R28", "clear", BEFORE),
    ("R28", "fires", answering(BEFORE, implant_at_target=YES)),
    ("R28", "fires", answering(outside(), implant_at_target=YES)),
    ("R28", "unknown", unasked("implant_at_target", BEFORE)),
    ("R28", "clear", unasked("implant_at_target", ANA)),
    ("R28", "fires", icd("Z96.651", "Presence of right artificial knee joint")),
    ("R28", "clear", icd("Z96.652", "Presence of left artificial knee joint")),
    ("R28", "fires", icd("Z96.653", "Presence of artificial knee joint, bilateral")),
    ("R28", "fires", icd("Z96.659", "Presence of unspecified artificial knee joint")),
    ("R28", "clear", icd("Z96.641", "Presence of right artificial hip joint")),
    ("R28", "clear", icd("Z96.60", "Presence of unspecified orthopedic joint implant")),
    ("R28", "fires", unasked("implant_at_target", icd("Z96.60", "Joint implant"))),
    ("R28", "fires", with_problem("Status post right TKA", knee())),
    ("R28", "fires", with_problem("History of total knee replacement, right", knee())),
    ("R28", "clear", with_problem("Left THA", knee())),
    ("R28", "clear", with_problem("Awaiting right total knee replacement", knee())),
    ("R28", "unknown", with_problem("Possible right knee prosthesis", knee())),
    ("R28", "fires", icd("Z96.651", "Right knee prosthesis", outside())),
    ("R28", "fires", icd("Z96.651", "Right knee prosthesis", knee("bilateral"))),
    # A joint replacement ahead
    ("R29", "clear", BEFORE),
    ("R29", "fires", said("replacement_planned", YES)),
    ("R29", "fires", said("replacement_planned", YES, ago(0))),
    ("R29", "fires", said("replacement_planned", YES, ago(-89))),
    ("R29", "clear", said("replacement_planned", YES, ago(-90))),
    ("R29", "clear", said("replacement_planned", YES, ago(-91))),
    ("R29", "unknown", said("replacement_planned", YES, ago(1))),  # was it done?
    ("R29", "unknown", unasked("replacement_planned", BEFORE)),
    ("R29", "clear", unasked("replacement_planned", ANA)),
    ("R29", "clear", letter("surgery", agrees=False, base=BEFORE)),  # no operation, no rule
    *of_rule("R29", advised("surgery", OPERATION)),
    # Cancer and masses
    ("R30", "clear", BEFORE),
    ("R30", "fires", answering(BEFORE, mass_at_target=YES)),
    ("R30", "unknown", unasked("mass_at_target", BEFORE)),
    ("R30", "unknown", answering(BEFORE, mass_at_target=UNKNOWN)),
    ("R30", "clear", unasked("mass_at_target", ANA)),
    ("R30", "fires", BREAST_CANCER),
    ("R30", "fires", replace(BREAST_CANCER, moment=Moment.DAY)),
    ("R30", "unknown", unasked("mass_at_target", BREAST_CANCER)),  # the lump first
    ("R30", "fires", icd("C49.21", "Sarcoma of right knee")),
    ("R30", "fires", icd("C61", "Prostate cancer")),
    ("R30", "fires", icd("C44.91", "Basal cell carcinoma")),
    ("R30", "unknown", icd("D05.11", "Ductal carcinoma in situ of right breast")),
    ("R30", "unknown", icd("D48.5", "Neoplasm of uncertain behavior of skin")),
    ("R30", "unknown", icd("D49.2", "Neoplasm of unspecified behavior of bone")),
    ("R30", "unknown", with_problem("Suspected lung cancer", system="snomed", code="162573006")),
    ("R30", "unknown", with_problem("Neoplasm of prostate", system="snomed", code="126906006")),
    ("R30", "unknown", with_problem("Acute leukemia in remission")),
    ("R30", "unknown", icd("C91.01", "Acute lymphoblastic leukemia")),  # the code: in remission
    ("R30", "clear", icd("D17.1", "Benign lipomatous neoplasm of skin of trunk")),
    ("R30", "clear", icd("Z85.3", "Personal history of malignant neoplasm of breast")),
    ("R30", "clear", with_problem("Family history of breast cancer")),
    ("R30", "clear", icd("C50.911", "Breast cancer", status="resolved")),
    ("R30", "unknown", unasked("mass_at_target", icd("R22.41", "Mass of right knee"))),
    ("R30", "clear", icd("R22.41", "Mass of right knee")),  # looked at: explained
    *of_rule("R30", advised("oncology", BREAST_CANCER)),
    *of_rule("R30", newer_problem("oncology", "Lung cancer")),
    ("R30", "fires", letter("oncology", base=icd("C49.21", "Sarcoma of right knee"))),
    ("R30", "fires", letter("oncology", base=answering(BEFORE, mass_at_target=YES))),
    # Red flags of the spine
    ("R31", "clear", ANA),
    ("R31", "fires", answering(red_flags=YES)),
    ("R31", "unknown", unasked("red_flags", ANA)),
    ("R31", "unknown", answering(BEFORE, red_flags=UNKNOWN)),
    ("R31", "fires", icd("G83.4", "Cauda equina syndrome")),
    ("R31", "unknown", with_problem("Suspected cauda equina syndrome")),
    ("R31", "clear", with_problem("No cauda equina syndrome")),
    # A tear
    ("R32", "clear", BEFORE),
    ("R32", "fires", answering(BEFORE, tear_at_target=YES)),
    ("R32", "unknown", unasked("tear_at_target", BEFORE)),
    ("R32", "clear", unasked("tear_at_target", ANA)),
    ("R32", "fires", TORN),
    ("R32", "clear", icd("M75.122", "Rotator cuff", at(("shoulder", "right", {})))),
    ("R32", "clear", icd("M75.111", "Incomplete tear", at(("shoulder", "right", {})))),
    ("R32", "fires", with_problem("Complete tear of right ACL", knee())),
    ("R32", "clear", with_problem("Partial tear of right ACL", knee())),
    ("R32", "clear", with_problem("Ruptured appendix", knee())),
    ("R32", "clear", icd("S83.511A", "Sprain of ACL of right knee")),  # answered: no rupture
    ("R32", "unknown", unasked("tear_at_target", icd("S83.511A", "Sprain of right ACL"))),
    ("R32", "clear", icd("S83.511S", "Sprain of ACL of right knee, sequela")),
    ("R32", "fires", letter("surgery", agrees=False, base=BEFORE)),
    *of_rule("R32", advised("surgery", TORN)),
    *of_rule("R32", newer_problem("surgery", "Complete tear of right ACL", knee())),
    ("R32", "clear", letter("surgery", base=answering(BEFORE, tear_at_target=YES))),
    # The lung under the target
    ("R47", "clear", ANA),
    ("R47", "clear", knee(guidance="palpation")),
    ("R47", "fires", at(("rib", "right", {**RIB, "guidance": "ultrasound"}))),
    ("R47", "fires", at(("rib", "right", {**RIB, "guidance": "palpation"}))),
    ("R47", "fires", at(("thoracic", "midline", {"guidance": ""}))),
    ("R47", "fires", at(("neck", "midline", {"guidance": "fluoroscopy"}))),
    (
        "R47",
        "clear",
        at(("neck", "midline", {"structure": "neck_nuchal_line", "guidance": "palpation"})),
    ),
    ("R47", "clear", at(("low_back", "midline", {"guidance": "palpation"}))),
    # Smoking
    ("R45", "clear", BEFORE),
    ("R45", "fires", answering(BEFORE, smoker=YES)),
    ("R45", "unknown", unasked("smoker", BEFORE)),
    ("R45", "clear", unasked("smoker", ANA)),
    ("R45", "fires", unasked("smoker", icd("F17.210", "Nicotine dependence, cigarettes"))),
    ("R45", "fires", unasked("smoker", icd("Z72.0", "Tobacco use"))),
    ("R45", "unknown", unasked("smoker", icd("F17.211", "Nicotine dependence, in remission"))),
    ("R45", "unknown", unasked("smoker", icd("Z87.891", "History of tobacco use"))),
    (
        "R45",
        "fires",
        unasked("smoker", with_problem("Smokes tobacco daily", system="snomed", code="449868002")),
    ),
    ("R45", "unknown", unasked("smoker", with_problem("Former smoker", BEFORE))),
    ("R45", "clear", icd("F17.210", "Nicotine dependence")),  # today's answer is newer
    # Antibiotic cover
    ("R49", "clear", BEFORE),
    ("R49", "fires", answering(BEFORE, antibiotic_cover=YES)),
    ("R49", "unknown", unasked("antibiotic_cover", BEFORE)),
    ("R49", "clear", unasked("antibiotic_cover", ANA)),
    ("R49", "fires", icd("Z95.2", "Presence of prosthetic heart valve")),
    ("R49", "fires", with_problem("History of aortic valve replacement")),
    ("R49", "clear", with_problem("Aortic valve stenosis")),
    ("R49", "clear", icd("Z96.652", "Left knee prosthesis")),  # answered: not advised
    ("R49", "unknown", unasked("antibiotic_cover", icd("Z96.652", "Left knee prosthesis"))),
    ("R49", "clear", with_problem("Possible endocarditis")),
    *of_rule("R49", advised("antibiotic_cover", icd("Z95.2", "Prosthetic valve"))),
    *of_rule("R49", newer_problem("antibiotic_cover", "Aortic valve replacement")),
    # Letters for rules that stand elsewhere
    *of_rule("R11", advised("bleeding", HEMOPHILIA)),
    *of_rule("R11", newer_problem("bleeding", "Hemophilia A")),
    ("R11", "fires", letter("bleeding", agrees=False)),
    ("R11", "clear", letter("bleeding", base=with_problem("Rule out hemophilia"))),
    *of_rule("R16", advised("immune", TRANSPLANTED)),
    *of_rule("R16", newer_problem("immune", "Kidney transplant status")),
    ("R16", "clear", letter("immune", 40, base=taking("Humira", "biologic", started=ago(40)))),
    ("R16", "fires", letter("immune", 40, base=taking("Humira", "biologic", started=ago(39)))),
    ("R16", "fires", letter("immune", base=with_problem("Neutropenia"))),
    ("R16", "unknown", letter("immune", base=with_problem("Suspected neutropenia"))),
    *of_rule("R27", advised("rheumatology", RHEUMATOID)),
    *of_rule("R27", newer_problem("rheumatology", "Rheumatoid arthritis")),
]

# What a rule of the place can never answer, and why.
NEVER = {
    (
        "R47",
        "unknown",
    ): "targets and guidance are the plan's own; without a plan there is no target",
}

UNSEEN_RIB = at(
    ("rib", "right", {**RIB, "guidance": "palpation"}),
    ("knee", "right", {"guidance": "ultrasound"}),
)

# rule, about whom, tier and override where they differ from the row or show it
MILDER_OR_STRICTER = [
    ("R16", letter("immune", base=with_problem("Neutropenia")), "absolute", "none"),
    ("R16", letter("immune", agrees=False, base=TRANSPLANTED), "relative", "physician"),
    ("R25", said("gout_flare", YES), "relative", "physician"),
    ("R26", answering(BEFORE, fracture_at_target=YES), "absolute", "none"),
    ("R26", icd("S82.001A", "Patella fracture, right"), "absolute", "none"),
    ("R26", with_problem("Fracture of patella", knee()), "relative", "physician"),
    (
        "R26",
        unasked("fracture_at_target", with_problem("Fracture of patella", knee())),
        "absolute",
        "none",
    ),
    ("R26", with_problem("Fracture of patella", knee(base=ANA)), "relative", "physician"),
    ("R28", icd("Z96.651", "Right knee prosthesis"), "absolute", "none"),
    ("R28", icd("Z96.651", "Right knee prosthesis", outside()), "relative", "physician"),
    ("R28", answering(outside(), implant_at_target=YES), "relative", "physician"),
    (
        "R28",
        icd(
            "Z96.651",
            "Right knee prosthesis",
            at(
                ("knee", "right", {"kind": "ligament", "route": "extra_articular"}),
                ("hip", "right", {"kind": "joint", "route": "intra_articular"}),
            ),
        ),
        "relative",
        "physician",
    ),
    ("R29", OPERATION, "relative", "physician"),
    ("R30", answering(BEFORE, mass_at_target=YES), "absolute", "none"),
    ("R30", icd("C49.21", "Sarcoma of right knee"), "absolute", "none"),
    ("R30", BREAST_CANCER, "relative", "physician"),
    ("R30", letter("oncology", agrees=False, base=BREAST_CANCER), "relative", "physician"),
    ("R31", answering(red_flags=YES), "absolute", "none"),
    ("R32", TORN, "relative", "physician"),
    ("R45", answering(BEFORE, smoker=YES), "caution", "acknowledge"),
    ("R47", at(("rib", "right", {**RIB, "guidance": "ultrasound"})), "caution", "acknowledge"),
    ("R47", UNSEEN_RIB, "absolute", "none"),  # guidance of another target does not help
    ("R49", answering(BEFORE, antibiotic_cover=YES), "caution", "acknowledge"),
    ("R49", letter("antibiotic_cover", agrees=False), "relative", "physician"),
    (
        "R49",
        letter("antibiotic_cover", 366, base=answering(BEFORE, antibiotic_cover=YES)),
        "caution",
        "acknowledge",
    ),
]
