import hashlib

from treatments.consent_text import (
    CONSENT_VERSION,
    RISKS,
    STATEMENTS,
    Context,
    risks_for,
    statements_for,
)

EVERYONE = [
    "pain_flare",
    "stiffness",
    "bruising",
    "bleeding",
    "infection",
    "nerve_injury",
    "allergic_reaction",
    "numbness",
    "headache",
    "dizziness",
    "no_benefit",
    "death_from_allergy",
]


def codes(**context):
    found = risks_for(Context(**{name: frozenset(values) for name, values in context.items()}))
    return {risk.code for risk in found} - set(EVERYONE)


def test_what_every_patient_is_told():
    assert [risk.code for risk in risks_for(Context())] == EVERYONE


def test_site_route_guidance_and_solution_add_their_own_risks():
    assert codes(routes=["intra_articular"]) == {"joint_swelling"}
    assert codes(routes=["extra_articular"]) == {"tendon_ligament_injury"}
    assert codes(regions=["shoulder"]) == {"pneumothorax"}
    assert codes(regions=["rib"]) == {"pneumothorax"}
    assert codes(regions=["low_back"]) == {"spinal_headache", "spinal_cord_injury"}
    assert codes(regions=["neck"]) == {"spinal_headache", "spinal_cord_injury", "pneumothorax"}
    assert codes(components=["dextrose", "lidocaine"]) == {"weakness", "anaesthetic_toxicity"}
    assert codes(components=["sodium_morrhuate"]) == {"morrhuate_reaction"}
    assert codes(guidance=["fluoroscopy"]) == {"radiation"}
    assert codes(regions=["knee"], guidance=["ultrasound"], components=["dextrose"]) == set()


def test_a_negative_trial_is_told_to_the_patient():
    told = [statement.code for statement in statements_for(Context(evidence="rct_negative"))]
    assert "no_benefit_found" in told
    assert "no_benefit_found" not in [s.code for s in statements_for(Context())]


def test_a_protocol_without_results_says_so():
    for grade in ("listed_only", "trial_protocol"):
        assert "not_studied" in [s.code for s in statements_for(Context(evidence=grade))]


def test_every_code_is_used_once():
    for rows in (RISKS, STATEMENTS):
        assert len({row.code for row in rows}) == len(rows)


def test_changed_words_are_a_new_version():
    words = "\n".join(f"{row.code}: {row.wording}" for row in (*RISKS, *STATEMENTS))
    digest = hashlib.sha256(words.encode()).hexdigest()[:16]
    assert {CONSENT_VERSION: digest} == {"2026-1": "b6d96f5c28de1637"}
