from dataclasses import replace

from treatments.aftercare import Facts, sheet

KNEE = Facts(regions=frozenset({"knee"}))


def words(facts, code):
    (section,) = [section for section in sheet(facts) if section.code == code]
    return " ".join([section.title, *(line.text for line in section.lines)])


def test_the_sheet_goes_from_what_to_expect_to_what_comes_next():
    assert [section.code for section in sheet(KNEE)] == [
        "expect",
        "pain",
        "activity",
        "call",
        "emergency",
        "next",
    ]
    assert [section.code for section in sheet(KNEE) if section.urgent] == ["call", "emergency"]


def test_the_flare_acetaminophen_and_anti_inflammatories_are_named():
    assert "2 to 4 days" in words(KNEE, "expect")
    assert "acetaminophen" in words(KNEE, "pain")
    assert "Do not take anti-inflammatory painkillers" in words(KNEE, "pain")
    assert "for 28 days" in words(KNEE, "pain")


def test_nobody_is_told_to_stop_a_prescribed_medicine():
    assert "Do not stop a medicine unless" in words(KNEE, "pain")


def test_ice_follows_the_clinics_setting():
    assert "Ice is fine" in words(KNEE, "pain")
    assert "do not put ice" in words(replace(KNEE, ice=False), "pain")


def test_a_site_near_the_lung_warns_of_a_collapsed_lung():
    assert "collapsed lung" not in words(KNEE, "emergency")
    for region in ("neck", "thoracic", "rib", "shoulder"):
        near = replace(KNEE, regions=frozenset({region}))
        assert "collapsed lung" in words(near, "emergency")


def test_a_site_at_the_spine_warns_of_the_headache_on_sitting_up():
    assert "headache that is worse" not in words(KNEE, "call")
    assert "headache that is worse" in words(
        replace(KNEE, regions=frozenset({"knee", "low_back"})), "call"
    )


def test_without_an_anaesthetic_its_effects_are_left_out():
    plain = replace(KNEE, anaesthetic=False)
    assert "metallic taste" in words(KNEE, "emergency")
    assert "metallic taste" not in words(plain, "emergency")
    assert "anesthetic" not in words(plain, "expect")


def test_numbers_to_call_and_the_protocols_own_advice_are_printed():
    facts = replace(
        KNEE,
        clinic_phone="(212) 555-0100",
        emergency_number="112",
        protocol_aftercare="soft diet 2 weeks",
        next_visit="Tuesday, March 24, 2026, 9:00 am",
    )
    assert "(212) 555-0100" in words(facts, "call")
    assert "Call 112 at once" in words(facts, "emergency")
    assert "For your treatment: soft diet 2 weeks." in words(facts, "activity")
    assert "Tuesday, March 24" in words(facts, "next")
    assert "Your next visit" not in words(KNEE, "next")


def test_every_line_says_where_it_comes_from():
    assert all(line.source for section in sheet(KNEE) for line in section.lines)
