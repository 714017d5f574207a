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
    assert codes(components=["prp"]) == {"blood_draw", "contamination"}
    assert codes(components=["bmac"]) == {"donor_site_pain", "donor_site_injury", "contamination"}
    steroid = {"steroid_flare", "raised_glucose", "tendon_rupture", "skin_changes", "flushing"}
    assert codes(components=["corticosteroid"]) == steroid
    assert codes(components=["corticosteroid"], routes=["intra_articular"]) == (
        steroid | {"cartilage_loss", "joint_swelling"}
    )
    assert codes(components=["hyaluronate"]) == {"hyaluronate_reaction"}
    assert codes(guidance=["fluoroscopy"]) == {"radiation"}
    assert codes(regions=["knee"], guidance=["ultrasound"], components=["dextrose"]) == set()


def test_a_negative_trial_is_told_to_the_patient():
    told = [statement.code for statement in statements_for(Context(evidence="rct_negative"))]
    assert "no_benefit_found" in told
    assert "no_benefit_found" not in [s.code for s in statements_for(Context())]


def test_a_protocol_without_results_says_so():
    for grade in ("listed_only", "trial_protocol"):
        assert "not_studied" in [s.code for s in statements_for(Context(evidence=grade))]


def said(regions=("knee",), **components):
    context = Context(components=frozenset(components), regions=frozenset(regions))
    return {statement.code for statement in statements_for(context)}


def test_what_is_not_prolotherapy_is_said_to_be_something_else():
    assert "own_tissue" in said(prp=1) & said(bmac=1)
    assert "steroid_is_not_prolotherapy" in said(corticosteroid=1)
    assert "hyaluronate_is_not_prolotherapy" in said(hyaluronate=1)
    assert not said(dextrose=1) & {
        "own_tissue",
        "steroid_is_not_prolotherapy",
        "hyaluronate_is_not_prolotherapy",
    }


def test_off_label_is_said_of_all_but_what_is_labeled_for_it():
    assert "off_label" in said(dextrose=1) & said(prp=1) & said(corticosteroid=1, dextrose=1)
    assert "off_label" in said(["hip"], hyaluronate=1)
    assert "off_label" not in said(corticosteroid=1) | said(hyaluronate=1)


def test_every_code_is_used_once():
    for rows in (RISKS, STATEMENTS):
        assert len({row.code for row in rows}) == len(rows)


def test_changed_words_are_a_new_version():
    words = "\n".join(f"{row.code}: {row.wording}" for row in (*RISKS, *STATEMENTS))
    digest = hashlib.sha256(words.encode()).hexdigest()[:16]
    assert {CONSENT_VERSION: digest} == {"2026-2": "55f199134e7c4fbf"}
