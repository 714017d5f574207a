"""Every sample agrees with what was worked out about it independently (data/facts.csv)."""

from datetime import date
from decimal import Decimal

import pytest

from patients.rules.derived import Derived, derive
from patients.rules.facts import (
    AllergyFact,
    Answer,
    Facts,
    MedicationFact,
    ProblemFact,
    ResultFact,
)
from patients.rules.policy import Policy
from records.fhir.items import Contents, Kind
from tests.records.fhir.samples import FACTS, NAMES, contents, values

TODAY = date(2026, 11, 21)
LETTER = {Answer.YES: "Y", Answer.NO: "N", Answer.UNKNOWN: "?"}

each_sample = pytest.mark.parametrize("row", FACTS, ids=NAMES)


def name_of(row: dict[str, str]) -> str:
    return row["file"].removesuffix(".json.gz")


def facts(said: Contents) -> Facts:
    person = said.people[0]
    return Facts(
        today=TODAY,
        birth_date=person.birth_date,
        sex=person.sex,
        problems=tuple(
            ProblemFact(**{name: v[name] for name in ("display", "system", "code", "status")})
            for v in values(said, Kind.PROBLEM)
        ),
        medications=tuple(
            MedicationFact(
                name=v["name"],
                classes=frozenset(v["classes"]),
                dose_mg_per_day=v["dose_mg_per_day"],
                route=v["route"],
                started=v["started_on"],
                stopped=v["stopped_on"],
            )
            for v in values(said, Kind.MEDICATION)
        ),
        allergies=tuple(
            AllergyFact(substance=v["substance"], classes=frozenset(v["classes"]))
            for v in values(said, Kind.ALLERGY)
        ),
        results=tuple(
            ResultFact(kind=v["kind"], value=v["value"], taken_on=v["taken_on"])
            for v in values(said, Kind.RESULT)
        ),
    )


def derived(row: dict[str, str]) -> Derived:
    return derive(facts(contents(name_of(row))), Policy())


def listed(column: str) -> list[str]:
    return sorted(filter(None, column.split(" | ")))


@each_sample
def test_the_person_is_read(row):
    person = contents(name_of(row)).people[0]

    assert person.family_name == row["family"]
    assert person.given_name == row["given"]
    assert str(person.birth_date) == row["birthDate"]
    assert person.sex == row["sex"]
    assert person.deceased == bool(row["deceased"])


@each_sample
def test_nothing_is_remarked_on_a_good_document(row):
    assert contents(name_of(row)).remarks == []


@each_sample
def test_conditions_that_are_active_are_listed(row):
    problems = values(contents(name_of(row)), Kind.PROBLEM)
    active = {f"{v['display']} [{v['code']}]" for v in problems if v["status"] == "active"}

    assert sorted(active) == listed(row["active_conditions"])


@each_sample
def test_medicines_that_are_taken_are_listed(row):
    medicines = values(contents(name_of(row)), Kind.MEDICATION)
    taken = {f"{v['name']} [{v['rxcui']}]" for v in medicines if v["stopped_on"] is None}

    assert sorted(taken) == listed(row["active_meds"])
    assert len(taken) == int(row["n_active_meds"])


@each_sample
def test_allergies_are_listed(row):
    allergies = values(contents(name_of(row)), Kind.ALLERGY)

    assert sorted(f"{v['substance']} [{v['code']}]" for v in allergies) == listed(row["allergies"])
    assert len(allergies) == int(row["n_allergies"])


@each_sample
def test_the_latest_hba1c_is_read_to_two_decimals(row):
    hba1c = derived(row).hba1c

    sent = row["latest_hba1c_pct"]
    assert hba1c.value == (Decimal(sent).quantize(Decimal("0.01")) if sent else None)
    assert str(hba1c.date or "") == row["latest_hba1c_date"]


@each_sample
def test_the_latest_body_mass_index_is_read_to_two_decimals(row):
    sent = row["latest_bmi"]
    assert derived(row).bmi.value == (Decimal(sent).quantize(Decimal("0.01")) if sent else None)


@each_sample
def test_what_the_rules_see_agrees(row):
    known = derived(row)
    said = {
        "has_diabetes": known.diabetes,
        "prediabetes_only": known.prediabetes,
        "anticoagulant_active": known.anticoagulant,
        "antiplatelet_active": known.antiplatelet,
        "nsaid_active": known.nsaid,
        "steroid_systemic_active": known.systemic_steroid,
        "immunosuppressant_active": known.immunosuppressant,
        "cytotoxic_active": known.chemotherapy,
        "opioid_active": known.opioid,
        "pregnant_active": known.pregnant,
    }

    assert {name: LETTER[s.value] for name, s in said.items()} == {name: row[name] for name in said}
    assert (known.active_cancer.value is Answer.YES) == bool(row["active_cancer"])
    assert bool(known.allergies["latex"]) == (row["latex_allergy"] == "Y")


@each_sample
def test_every_resource_is_counted_as_used_unused_or_left_out(row):
    said = contents(name_of(row))
    resources = sum(said.used.values()) + sum(said.unused.values()) + sum(said.left_out.values())

    assert resources == RESOURCES[name_of(row)]


# Entries of each Bundle, counted in the files.
RESOURCES = {
    "asa_hermiston": 175,
    "berta_lugo": 2314,
    "chauncey_johnston": 90,
    "derek_becker": 265,
    "fabian_murray": 162,
    "floyd_connelly": 145,
    "freda_oconnell": 136,
    "louis_maggio": 156,
    "luis_miguel_delarosa": 397,
    "maria_luisa_razo": 133,
    "nereida_rogahn": 260,
    "patria_schimmel": 161,
    "theodora_rosenbaum": 5756,
}


def test_keys_are_those_of_the_resources_and_each_is_there_once():
    keys = [entry.key for entry in contents("derek_becker").entries]

    assert len(set(keys)) == len(keys)
    assert "Condition/7ebf90af-8c89-4115-93a1-b46af4d9db33" in keys
