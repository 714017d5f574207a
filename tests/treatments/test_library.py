from decimal import Decimal

import pytest

from treatments import anatomy, scores
from treatments.datafiles import Row, load
from treatments.library import (
    EVIDENCE,
    KINDS,
    Component,
    cited,
    clinic_defaults,
    plain,
    protocol,
    published,
)


def test_all_35_protocols_load_once_each():
    ids = [found.id for found in published()]
    assert len(ids) == 35
    assert len(set(ids)) == 35


def test_every_key_of_the_file_is_read_or_refused():
    row = Row("protocol knee", {"id": "knee", "volumes": 3})
    assert row.text("id") == "knee"
    with pytest.raises(ValueError, match="protocol knee: unknown key volumes"):
        row.close()


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (Row.text, 3, "must be text"),
        (Row.integer, True, "must be a whole number"),
        (Row.integer, "3", "must be a whole number"),
        (Row.number, "3", "must be a number"),
        (Row.flag, 1, "must be true or false"),
        (Row.texts, [1], "must be a list of texts"),
        (Row.numbers, 3, "must be a list"),
    ],
)
def test_a_figure_of_the_wrong_type_is_refused_with_its_place(read, value, message):
    with pytest.raises(ValueError, match=f"row: x {message}"):
        read(Row("row", {"x": value}), "x")


def test_every_figure_of_the_file_is_a_decimal_or_a_whole_number():
    def fractions(value):
        if isinstance(value, dict):
            return [f for part in value.values() for f in fractions(part)]
        if isinstance(value, list):
            return [f for part in value for f in fractions(part)]
        return [value] if isinstance(value, float) else []

    assert fractions(load("protocols")) == []


def test_every_protocol_says_how_far_it_was_tested_and_where_it_comes_from():
    for found in published():
        assert found.kind in KINDS
        assert found.grade is EVIDENCE[found.evidence]
        assert found.evidence_note
        assert found.source


def test_every_region_route_and_guidance_of_a_protocol_is_in_the_catalogue():
    assert {found.region for found in published()} - set(anatomy.REGIONS) == {anatomy.ANY_REGION}
    assert {s.route for found in published() for s in found.solutions} == set(anatomy.ROUTES)
    assert {found.guidance for found in published()} - set(anatomy.GUIDANCE) == {""}


def test_every_outcome_of_a_protocol_has_words():
    # The names of these four are what people call them.
    same = {"HOOS-PS", "KOOS-PS", "QuickDASH", "VISA-A"}
    names = {n for found in published() for n in found.outcomes + found.suggested_outcomes}
    assert {name for name in names if scores.outcome_label(name) == name} == same


# A figure its source leaves out stays out ------------------------------------------------------


def test_the_knee_trial_of_four_injections_states_neither_strength_nor_volume():
    found = protocol("knee_oa_intra_articular_4x")
    (solution,) = found.solutions
    assert solution.component("dextrose").pct is None
    assert solution.component("dextrose").strongest is None
    assert solution.volume_ml_per_site is None
    assert solution.volume_ml_total is None
    assert solution.volume == "not stated"
    assert str(solution.component("dextrose")) == "dextrose, strength not stated"
    assert found.guidance == ""
    assert (found.sessions_min, found.sessions_typical, found.sessions_max) == (4, 4, 4)
    assert found.schedule_days == (0, 28, 56, 112)
    assert found.spacing_target_days is None


def test_the_shoulder_trial_states_its_anaesthetic_but_not_its_dextrose():
    (solution,) = protocol("rotator_cuff_enthesis").solutions
    assert solution.component("dextrose").pct is None
    assert solution.component("lidocaine").pct == Decimal("0.1")


def test_the_single_knee_injection_states_no_number_of_sessions():
    found = protocol("knee_oa_ia_20pct_single")
    assert (found.sessions_min, found.sessions_typical, found.sessions_max) == (None, None, None)
    assert found.spacing_min_days is None


def test_the_cervical_series_and_osteonecrosis_have_no_solution_at_all():
    assert protocol("neck_instability_3x").solutions == ()
    assert protocol("osteonecrosis_listed").solutions == ()
    assert protocol("osteonecrosis_listed").targets == ()
    assert protocol("osteonecrosis_listed").requires_second_opinion is True


def states_dextrose(found) -> bool:
    return any(
        part.name == "dextrose" and part.strongest is not None
        for solution in found.solutions
        for part in solution.components
    )


def test_which_protocols_state_no_dextrose_strength():
    assert [found.id for found in published() if not states_dextrose(found)] == [
        "knee_oa_intra_articular_4x",
        "hip_labral_tear",
        "osteonecrosis_listed",
        "achilles_midportion",
        "plantar_fascia_us_3x",
        "rotator_cuff_enthesis",
        "neck_instability_3x",
    ]


# A figure it states is there, exactly ----------------------------------------------------------


def test_the_whole_joint_knee_protocol_is_read_exactly():
    found = protocol("knee_oa_whole_joint")
    inside, outside = found.solutions
    assert inside.route == "intra_articular"
    assert inside.components == (Component(name="dextrose", pct=Decimal(25)),)
    assert inside.volume_ml_per_site == Decimal(6)
    assert inside.sites == 1
    assert outside.route == "extra_articular"
    assert outside.components == (Component(name="dextrose", pct=Decimal(15)),)
    assert outside.volume_ml_per_site == Decimal("0.5")
    assert outside.sites is None
    assert (found.sessions_min, found.sessions_typical, found.sessions_max) == (3, None, 5)
    assert found.schedule_days == (7, 35, 63)
    assert found.optional_schedule_days == (91, 119)
    assert found.spacing_target_days == 28
    assert found.followup_days == (35, 63, 84, 168, 364)
    assert found.outcomes == ("WOMAC", "knee_pain_scale")
    assert found.codes_for("right") == ("M17.11", "M17.9")


def test_days_stay_days_weeks_become_days_and_months_stay_months():
    assert protocol("plantar_fascia_us_3x").followup_days == (21, 42, 90, 360)
    assert protocol("plantar_fascia_us_3x").spacing_target_days == 21
    assert protocol("low_back_p2g").spacing_target_days == 7
    assert protocol("low_back_p2g").followup_months == (Decimal(1), Decimal(3), Decimal(6))
    assert protocol("low_back_ligaments_20pct").followup_months[0] == Decimal("2.5")
    assert protocol("finger_oa").schedule_months == (0, 2, 4)
    assert protocol("finger_oa").schedule_days == ()


def test_volumes_read_as_the_source_gives_them():
    assert [s.volume for s in protocol("knee_oa_ia_plus_periarticular_single").solutions] == [
        "10 mL",
        "2.5 mL at each of 4 sites",
    ]
    assert [s.volume for s in protocol("hip_oa_dysplasia").solutions] == [
        "up to 8 mL in all",
        "8 mL",
    ]
    assert protocol("plantar_fascia_15pct_3x").solutions[0].volume == "3 mL in all"
    assert protocol("tmj_hypermobility").solutions[0].volume == "0.4 + 0.8 + 0.8 mL"
    assert protocol("finger_oa").solutions[0].volume == "0.5 mL at each of 2 sites per joint"


def test_strengths_read_as_the_source_gives_them():
    (solution,) = protocol("lateral_epicondylosis_dextrose_morrhuate").solutions
    assert [str(part) for part in solution.components] == [
        "dextrose 10.714 %",
        "sodium morrhuate 0.714 %",
        "lidocaine 0.286 %",
        "bupivacaine 0.0357 %",
    ]
    (generic,) = protocol("generic_clinic_practice").solutions
    assert str(generic.components[0]) == "dextrose 12.5–25 %"
    assert protocol("carpal_tunnel_perineural").solutions[0].local_anaesthetic is False


def test_only_the_adolescent_knee_protocol_is_for_minors():
    assert [found.id for found in published() if found.minors] == ["osgood_schlatter"]
    assert (protocol("osgood_schlatter").age_min, protocol("osgood_schlatter").age_max) == (9, 17)


def test_an_unknown_protocol_is_none():
    assert protocol("knee") is None


# Honesty ---------------------------------------------------------------------------------------


def test_the_two_negative_back_trials_are_marked_as_no_benefit():
    negative = [found for found in published() if found.evidence == "rct_negative"]
    assert [found.id for found in negative] == ["low_back_ligaments_20pct", "low_back_p2g"]
    for found in negative:
        assert found.grade.tone == "none"
        assert found.grade.sentence == "Randomized trial found no benefit over saline injections."


def test_only_a_positive_trial_has_a_good_tone():
    assert {grade.code for grade in EVIDENCE.values() if grade.tone == "good"} == {"rct_positive"}
    assert {grade.tone for grade in EVIDENCE.values()} == {"good", "mixed", "none", "weak"}


def test_every_grade_is_used():
    assert {found.evidence for found in published()} == set(EVIDENCE)


# Citations -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("source 004", "New Regeneration Orthopedics"),
        ("sources 001, 003", "Manhattan Pain Medicine and Spine Institute of North America"),
        (
            "sources 000, 001, 002",
            "One-Minute Clinician, Manhattan Pain Medicine and Regenexx",
        ),
        (
            "NCT1; source 001 lists ankle sprains",
            "NCT1; Manhattan Pain Medicine lists ankle sprains",
        ),
        ("listed in a source document", "listed in a source document"),
        ("Spine 29:9, source 999", "Spine 29:9, source 999"),
        ("", ""),
    ],
)
def test_a_numbered_source_is_cited_by_its_publisher(text, expected):
    assert cited(text) == expected
    assert cited(cited(text)) == expected


def test_no_numbered_source_reaches_the_reader():
    for found in published():
        assert "source 0" not in found.source + found.evidence_note
        assert "sources 0" not in found.source + found.evidence_note
        assert "rule R" not in found.evidence_note


def test_the_clinic_defaults_are_those_of_the_sources():
    defaults = clinic_defaults()
    assert (defaults.dextrose_pct_min, defaults.dextrose_pct_max) == (Decimal("12.5"), Decimal(25))
    assert (defaults.sessions_min, defaults.sessions_typical, defaults.sessions_max) == (2, 3, 6)
    assert (
        defaults.spacing_min_days,
        defaults.spacing_target_days,
        defaults.spacing_max_days,
    ) == (14, 21, 28)
    assert defaults.review_days_after_last == 42
    assert defaults.symptom_check_days == 3
    assert defaults.guidance == "ultrasound"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("25.0", "25"),
        ("0.50", "0.5"),
        ("100", "100"),
        ("1E+2", "100"),
        ("0.0357", "0.0357"),
        ("0E-999999", "0"),
        ("1E+999999", "1.00E+999999"),
    ],
)
def test_a_figure_is_written_without_idle_zeros(number, text):
    assert plain(Decimal(number)) == text


def test_the_library_is_read_once():
    assert published() is published()
