import pytest

from patients.body import REGIONS
from patients.rules.facts import ProblemFact, SiteFact
from patients.rules.place_codes import ICD10_REGIONS, NAMED_REGIONS
from patients.rules.places import Fit, Place, fit_at, place_of

# name, ICD-10-CM code, regions, side
WHERE = [
    ("", "Z96.651", "knee", "right"),
    ("", "Z96.642", "hip", "left"),
    ("", "Z96.653", "knee", "bilateral"),
    ("", "Z96.659", "knee", ""),
    ("", "Z96.611", "shoulder", "right"),
    ("", "Z96.691", "hand", "right"),
    ("", "Z96.60", "", ""),
    ("", "S82.001A", "knee", "right"),
    ("", "S82.025A", "knee", "left"),  # nondisplaced
    ("", "S82.009A", "knee", ""),
    ("", "S72.001A", "hip", "right"),
    ("", "S42.018A", "shoulder", "left"),
    ("", "S52.502A", "wrist", "left"),
    ("", "S22.31XA", "rib", "right"),
    ("", "S62.601A", "hand", ""),  # the sixth character names the finger
    ("", "S83.200A", "knee", ""),
    ("", "S32.010A", "low_back", ""),
    ("", "S02.5XXA", "other", ""),
    ("", "M84.351A", "hip groin thigh knee", "right"),
    ("", "M84.373A", "ankle foot", ""),  # left foot or unspecified ankle: not told apart
    ("", "M80.022A", "shoulder elbow", "left"),
    ("", "M66.211", "shoulder", "right"),
    ("", "M75.122", "shoulder", "left"),
    ("", "S86.011A", "ankle", "right"),
    ("", "C49.21", "hip groin thigh knee ankle foot", "right"),
    ("", "M97.01XA", "hip", "right"),
    ("", "T84.53XA", "knee", ""),
    ("", "E11.9", "", ""),
    ("Total knee replacement, right", "", "knee", "right"),
    ("Left THA", "", "hip", "left"),
    ("S/p bilateral TKA", "", "knee", "bilateral"),
    ("Fracture of neck of right femur", "", "hip", "right"),
    ("Fracture of surgical neck of left humerus", "", "shoulder", "left"),
    ("Fracture of distal radius", "", "wrist", ""),
    ("Fracture of right femur", "", "hip groin thigh knee", "right"),
    ("Compression fracture of L1", "", "low_back", ""),
    ("R/O fracture of left knee", "", "knee", "left"),
    ("Fracture of right ankle and left knee", "", "ankle knee", "bilateral"),
    ("Rupture of Achilles tendon", "", "ankle", ""),
    ("Malignant neoplasm of breast", "", "other", ""),
    ("Gout", "", "", ""),
    ("Sarcoma of knee", "C49.22", "knee", "left"),  # the narrower of the two
    ("Left knee", "Z96.651", "knee", ""),  # the two contradict each other
    ("Right hip", "Z96.651", "hip knee", "right"),
]


@pytest.mark.parametrize(("display", "code", "regions", "side"), WHERE)
def test_code_and_name_tell_joint_and_side(display, code, regions, side):
    problem = ProblemFact(display=display, system="icd10cm" if code else "", code=code)

    assert place_of(problem) == Place(frozenset(regions.split()), side)


KNEE = SiteFact(region="knee", side="right")
FITS = [
    (Place(frozenset({"knee"}), "right"), KNEE, Fit.HERE),
    (Place(frozenset({"knee"}), "bilateral"), KNEE, Fit.HERE),
    (Place(frozenset({"knee"}), "left"), KNEE, Fit.ELSEWHERE),
    (Place(frozenset({"knee"})), KNEE, Fit.NEAR),
    (Place(frozenset({"knee", "hip"}), "right"), KNEE, Fit.NEAR),
    (Place(frozenset({"hip"}), "right"), KNEE, Fit.ELSEWHERE),
    (Place(frozenset({"knee"}), "right"), SiteFact(region="knee"), Fit.NEAR),
    (Place(frozenset({"knee"}), "left"), SiteFact(region="knee", side="bilateral"), Fit.HERE),
    (Place(), KNEE, Fit.OPEN),
    (Place(frozenset({"knee"}), "right"), SiteFact(region=""), Fit.OPEN),
    (Place(frozenset({"low_back"})), SiteFact(region="low_back", side="midline"), Fit.HERE),
    (Place(frozenset({"neck"}), "left"), SiteFact(region="neck", side="right"), Fit.HERE),
    (Place(frozenset({"rib"}), "left"), SiteFact(region="rib", side="midline"), Fit.NEAR),
]


@pytest.mark.parametrize(("place", "site", "expected"), FITS)
def test_unknown_side_or_joint_may_be_the_target(place, site, expected):
    assert fit_at(place, site) is expected


def test_the_regions_are_those_of_plans():
    named = {region for _, regions in NAMED_REGIONS for region in regions}
    coded = {region for regions in ICD10_REGIONS.values() for region in regions}

    assert named | coded == {*REGIONS, "other"}
