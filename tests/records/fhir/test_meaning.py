"""What conditions, allergies and people mean for the chart."""

from datetime import date

import pytest

from tests.records.fhir.documents import (
    CLINICAL,
    ICD10CM,
    RXNORM,
    SNOMED,
    VERIFIED,
    allergy,
    bundle,
    coded,
    condition,
    only_values,
    patient,
    remarks,
    said,
)
from tests.records.fhir.samples import read_json


def person(**fields):
    contents = read_json(bundle(patient(**fields)))
    assert contents.errors == []
    return contents.people[0]


class TestCondition:
    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("active", "active"),
            ("recurrence", "active"),
            ("relapse", "active"),
            ("inactive", "inactive"),
            ("remission", "inactive"),
            ("resolved", "resolved"),
        ],
    )
    def test_status(self, sent, kept):
        assert only_values(condition(clinicalStatus=coded(CLINICAL, sent)))["status"] == kept

    def test_without_a_status_it_is_active_until_an_end_is_told(self):
        unsaid = condition()
        del unsaid["clinicalStatus"]

        assert only_values(unsaid)["status"] == "active"
        assert only_values(unsaid | {"abatementDateTime": "2020"})["status"] == "resolved"

    def test_a_status_in_words_is_read(self):
        assert only_values(condition(clinicalStatus={"text": "Resolved"}))["status"] == "resolved"

    def test_an_unknown_status_counts_as_active_with_a_warning(self):
        contents = said(condition(clinicalStatus=coded("http://local.example", "perhaps")))

        assert contents.entries[0].values["status"] == "active"
        assert remarks(contents) == [("warning", "Bundle.entry[1].resource.clinicalStatus")]

    def test_active_with_an_end_stays_active_with_a_warning(self):
        contents = said(condition(abatementDateTime="2020"))

        assert contents.entries[0].values["status"] == "active"
        assert remarks(contents) == [("warning", "Bundle.entry[1].resource.clinicalStatus")]

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("confirmed", True),
            ("unconfirmed", False),
            ("provisional", False),
            ("differential", False),
        ],
    )
    def test_verification(self, sent, kept):
        assert only_values(condition(verificationStatus=coded(VERIFIED, sent)))["verified"] is kept

    @pytest.mark.parametrize("sent", ["refuted", "entered-in-error"])
    def test_what_is_not_true_never_enters(self, sent):
        contents = said(condition(verificationStatus=coded(VERIFIED, sent)))

        assert contents.entries == []
        assert contents.left_out == {f"Condition: {sent}": 1}
        assert contents.remarks == []

    @pytest.mark.parametrize(
        ("code", "kept"),
        [
            (coded(SNOMED, "44054006", "Diabetes"), ("Diabetes", "snomed", "44054006")),
            (coded(ICD10CM, "e11.9", "Type 2"), ("Type 2", "icd10cm", "E11.9")),
            (coded(ICD10CM, "E11.9"), ("ICD-10-CM E11.9", "icd10cm", "E11.9")),
            (coded("urn:oid:2.16.840.1.113883.6.96", "1"), ("SNOMED CT 1", "snomed", "1")),
            (coded("http://local.example", "42", "Sore knee"), ("Sore knee", "", "")),
            ({"text": "Sore knee"}, ("Sore knee", "", "")),
            ({"text": "A", **coded(SNOMED, "5", "B")}, ("A", "snomed", "5")),
        ],
    )
    def test_code(self, code, kept):
        values = only_values(condition(code=code))

        assert (values["display"], values["system"], values["code"]) == kept

    def test_of_two_code_systems_one_is_kept_and_one_noted(self):
        both = coded(SNOMED, "44054006", "Diabetes")
        both["coding"] += coded(ICD10CM, "E11.9")["coding"]
        both["coding"] += coded("http://hl7.org/fhir/sid/icd-9-cm", "250.00")["coding"]
        values = only_values(condition(code=both))

        assert (values["system"], values["code"]) == ("icd10cm", "E11.9")
        assert values["note"] == "SNOMED CT 44054006; ICD-9-CM 250.00"

    def test_the_place_is_part_of_the_name(self):
        values = only_values(condition("Osteoarthritis", bodySite=[{"text": "Left knee"}]))

        assert values["display"] == "Osteoarthritis, Left knee"

    @pytest.mark.parametrize(
        ("code", "name"),
        [
            (coded("http://local.example", "42"), "Code 42 (http://local.example)"),
            (coded("http://hl7.org/fhir/sid/icd-9-cm", "250.00"), "ICD-9-CM 250.00"),
        ],
    )
    def test_a_code_of_another_list_alone_is_its_name_with_a_warning(self, code, name):
        contents = said(condition(code=code))

        assert contents.entries[0].values["display"] == name
        assert remarks(contents) == [("warning", "Bundle.entry[1].resource.code")]

    def test_without_a_name_or_a_code_it_is_left_out_with_a_warning(self):
        contents = said(condition(code={"coding": [{"userSelected": True}]}))

        assert contents.entries == []
        assert remarks(contents) == [("warning", "Bundle.entry[1].resource.code")]

    def test_what_one_of_several_codes_tells_counts(self):
        code = {"text": "Sugar", "coding": coded(ICD10CM, "R73.9", "Hyperglycemia")["coding"]}
        code["coding"] += coded(SNOMED, "44054006", "Diabetes mellitus type 2")["coding"]
        values = only_values(condition(code=code))

        assert values["display"] == "Sugar (Diabetes mellitus type 2)"
        assert (values["system"], values["code"]) == ("snomed", "44054006")
        assert values["note"] == "ICD-10-CM R73.9"

    def test_a_past_illness_stays_past_though_another_code_names_it(self):
        code = coded(SNOMED, "254837009", "Malignant neoplasm of breast")
        values = only_values(condition(code=code | {"text": "History of breast cancer"}))

        assert values["display"] == "History of breast cancer"

    def test_icd_10_of_the_who_counts_where_it_names_an_illness_of_the_rules(self):
        code = coded("http://hl7.org/fhir/sid/icd-10", "E11.9")
        values = only_values(condition(code=code | {"text": "Zucker"}))

        assert (values["system"], values["code"]) == ("icd10cm", "E11.9")

    @pytest.mark.parametrize("code", [coded(SNOMED, "160245001"), {"text": "No known problems"}])
    def test_no_known_problem_is_no_problem(self, code):
        contents = said(condition(code=code))

        assert contents.entries == []
        assert contents.left_out == {"Condition: no known problem": 1}

    def test_an_allergy_among_the_problems_is_told(self):
        contents = said(condition("Latex allergy status"))

        assert contents.entries[0].values["display"] == "Latex allergy status"
        assert remarks(contents) == [("warning", "Bundle.entry[1].resource.code")]

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("2019-05-03", (date(2019, 5, 3), "day")),
            ("2019-05", (date(2019, 5, 1), "month")),
            ("2019", (date(2019, 1, 1), "year")),
            # The day as it was where it was written.
            ("2019-05-03T23:30:00-05:00", (date(2019, 5, 3), "day")),
            ("2019-05-03T00:30:00.123456+14:00", (date(2019, 5, 3), "day")),
        ],
    )
    def test_a_date_keeps_what_is_known_of_it(self, sent, kept):
        values = only_values(condition(onsetDateTime=sent))

        assert (values["onset"], values["onset_precision"]) == kept

    @pytest.mark.parametrize("told", ["1950-02", "1968-04-11", "1968-03"])
    def test_an_onset_before_birth_is_left_out_with_a_warning(self, told):
        contents = said(condition(onsetDateTime=told))

        assert contents.entries[0].values["onset"] is None
        assert remarks(contents) == [("warning", "Bundle.entry[1].resource")]

    @pytest.mark.parametrize(("told", "precision"), [("1968", "year"), ("1968-04", "month")])
    def test_an_onset_in_the_year_of_birth_is_not_before_birth(self, told, precision):
        values = only_values(condition(onsetDateTime=told))

        assert (values["onset"], values["onset_precision"]) == (date(1968, 4, 12), precision)

    def test_ages_ends_and_remarks_are_in_the_note(self):
        values = only_values(
            condition(
                clinicalStatus=coded(CLINICAL, "resolved"),
                onsetAge={"value": 12, "unit": "years"},
                abatementDateTime="2020-03",
                recordedDate="2018-01-02",
                note=[{"text": "Told by the mother.\nNot\u200b sure."}],
            )
        )

        assert values["note"] == (
            "Told by the mother. Not sure.; Onset at the age of 12; Ended 2020-03; "
            "Recorded 2018-01-02"
        )

    def test_a_long_name_is_cut_with_a_warning(self):
        contents = said(condition("knee " * 60))

        assert len(contents.entries[0].values["display"]) == 200
        assert remarks(contents) == [("warning", "Bundle.entry[1].resource.code")]

    @pytest.mark.parametrize(
        "fields",
        [
            {"modifierExtension": [{"url": "http://x.example/not", "valueBoolean": True}]},
            {"implicitRules": "http://x.example/rules"},
            {"code": {"text": "Gout", "extension": [{"url": "http://x.example", "extension": [
                {"url": "y", "valueString": "z"}]}]}, "note": [{"text": "x"}],
             "stage": [{"modifierExtension": [{"url": "http://x.example", "valueBoolean": True}],
                        "summary": {"text": "x"}}]},
        ],
    )  # fmt: skip
    def test_what_an_unknown_extension_may_turn_round_is_left_out(self, fields):
        contents = said(condition(**fields))

        assert contents.entries == []
        assert remarks(contents) == [("warning", "Bundle.entry[1].resource")]
        assert contents.left_out == {"Condition: changed by an extension": 1}


class TestAllergy:
    def test_substance_classes_reaction_and_code(self):
        values = only_values(
            allergy(
                code=coded(SNOMED, "111088007", "Latex (substance)"),
                criticality="high",
                reaction=[
                    {
                        "manifestation": [{"text": "Hives"}, {"text": "wheezing"}],
                        "severity": "severe",
                    }
                ],
            )
        )

        assert values == {
            "substance": "Latex (substance)",
            "classes": ["latex"],
            "reaction": "Hives, wheezing (severe); high risk",
            "status": "active",
            "verified": True,
            "system": "snomed",
            "code": "111088007",
        }

    def test_a_drug_by_rxnorm(self):
        values = only_values(allergy(code=coded(RXNORM, "6387", "Lidocaine")))

        assert (values["system"], values["code"]) == ("rxnorm", "6387")
        assert values["classes"] == ["amide_anaesthetic"]

    def test_the_substance_may_stand_with_the_reaction_only(self):
        reaction = [{"substance": {"text": "Lidocaine"}, "manifestation": [{"text": "Hives"}]}]
        values = only_values(allergy(code={"text": "Local anesthetic"}, reaction=reaction))

        assert values["classes"] == ["amide_anaesthetic", "ester_anaesthetic"]

    @pytest.mark.parametrize(
        ("code", "classes"),
        [
            (coded(SNOMED, "111088007"), ["latex"]),
            (coded(RXNORM, "6387"), ["amide_anaesthetic"]),
            (coded(SNOMED, "91936005"), []),
        ],
    )
    def test_a_code_tells_the_allergen_where_no_name_does(self, code, classes):
        assert only_values(allergy(code=code))["classes"] == classes

    @pytest.mark.parametrize(
        ("sent", "kept"), [("active", "active"), ("inactive", "inactive"), ("resolved", "inactive")]
    )
    def test_status(self, sent, kept):
        assert only_values(allergy(clinicalStatus=coded("x", sent)))["status"] == kept

    @pytest.mark.parametrize(
        ("sent", "kept"), [("confirmed", True), ("unconfirmed", False), ("presumed", False)]
    )
    def test_verification(self, sent, kept):
        assert only_values(allergy(verificationStatus=coded("x", sent)))["verified"] is kept

    @pytest.mark.parametrize("sent", ["refuted", "entered-in-error"])
    def test_what_is_not_true_never_enters(self, sent):
        contents = said(allergy(verificationStatus=coded("x", sent)))

        assert contents.entries == []
        assert contents.left_out == {f"AllergyIntolerance: {sent}": 1}

    @pytest.mark.parametrize(
        "code",
        [
            coded(SNOMED, "716186003", "No known allergy (situation)"),
            coded(SNOMED, "409137002"),
            {"text": "NKDA"},
            {"text": "No known drug allergies"},
            {"text": "No Known Allergies"},
            {"text": "No current allergies"},
            {"text": "Denies any allergies"},
        ],
    )
    def test_no_known_allergy_is_no_substance(self, code):
        contents = said(allergy(code=code))

        assert contents.entries == []
        assert contents.left_out == {"AllergyIntolerance: no known allergy": 1}
        assert remarks(contents) == [("information", "Bundle.entry[1].resource.code")]

    @pytest.mark.parametrize(
        "code",
        [
            coded(SNOMED, "429625007", "No known food allergy"),
            coded(SNOMED, "1003774007"),
            {"text": "No known latex allergy"},
            {"text": "No food allergies"},
        ],
    )
    def test_no_known_allergy_of_one_kind_says_nothing_of_the_others(self, code):
        contents = said(allergy(code=code))

        assert contents.entries == []
        assert contents.left_out == {"AllergyIntolerance: no known allergy of one kind": 1}

    def test_an_allergy_to_nothing_is_left_out_with_a_warning(self):
        nothing = allergy()
        del nothing["code"]

        assert remarks(said(nothing)) == [("warning", "Bundle.entry[1].resource.code")]


class TestPatient:
    def test_everything_that_is_told(self):
        anna = person(
            identifier=[
                {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-11-2222"},
                {
                    "type": coded("http://terminology.hl7.org/CodeSystem/v2-0203", "MR"),
                    "system": "urn:oid:1.2.3",
                    "value": "0042",
                },
                {"system": "urn:oid:1.2.3", "value": "0041", "use": "old"},
                {"value": "without a system"},
            ],
            name=[
                {"use": "maiden", "family": "Holm", "given": ["Anna"]},
                {"use": "official", "family": "Berg", "given": ["Anna", "María"], "prefix": ["Dr"]},
            ],
            telecom=[
                {"system": "phone", "value": "617-555-0100", "use": "old"},
                {"system": "phone", "value": "617-555-0101", "use": "home", "rank": 2},
                {"system": "phone", "value": "617-555-0102", "use": "mobile", "rank": 1},
                {"system": "email", "value": "anna@example.com"},
            ],
            address=[
                {
                    "line": ["12 Main Street", "Apt 3"],
                    "city": "Boston",
                    "state": "MA",
                    "postalCode": "02110",
                    "country": "US",
                }
            ],
            communication=[
                {"language": {"text": "English"}},
                {"language": coded("urn:ietf:bcp:47", "es", "Spanish"), "preferred": True},
            ],
        )

        assert anna.identifiers == (
            ("urn:oid:1.2.3", "0042"),
            ("http://hl7.org/fhir/sid/us-ssn", "999-11-2222"),
        )
        assert (anna.given_name, anna.family_name) == ("Anna María", "Berg")
        assert (anna.phone, anna.email) == ("617-555-0102", "anna@example.com")
        assert anna.address == "12 Main Street, Apt 3, Boston, MA 02110, US"
        assert anna.preferred_language == "Spanish"
        assert (anna.sex, anna.birth_date) == ("female", date(1968, 4, 12))

    @pytest.mark.parametrize("value", ["000-00-0000", "999999999", "Unknown", "N/A", "0"])
    def test_what_stands_for_no_number_names_nobody(self, value):
        told = [{"system": "http://hl7.org/fhir/sid/us-ssn", "value": value}]

        assert person(identifier=told).identifiers == ()

    def test_a_name_that_ended_is_not_the_one_to_go_by(self):
        anna = person(
            name=[
                {"use": "official", "family": "Holm", "given": ["Anna"], "period": {"end": "2001"}},
                {"family": "Berg", "given": ["Anna"]},
            ]
        )

        assert anna.family_name == "Berg"

    @pytest.mark.parametrize("words", ["Anna María Berg", "Berg, Anna María"])
    def test_a_name_of_one_text_is_taken_apart_with_a_warning(self, words):
        contents = read_json(bundle(patient(name=[{"text": words}])))

        anna = contents.people[0]
        assert (anna.given_name, anna.family_name) == ("Anna María", "Berg")
        assert remarks(contents) == [("warning", "Bundle.entry[0].resource.name[0]")]

    @pytest.mark.parametrize(
        ("fields", "deceased", "day"),
        [
            ({}, False, None),
            ({"deceasedBoolean": False}, False, None),
            ({"deceasedBoolean": True}, True, None),
            ({"deceasedDateTime": "2026-03-04T10:00:00Z"}, True, date(2026, 3, 4)),
            ({"deceasedDateTime": "2026-03"}, True, None),
            ({"deceasedDateTime": "1960-03-04"}, True, None),
        ],
    )
    def test_death(self, fields, deceased, day):
        anna = person(**fields)

        assert (anna.deceased, anna.deceased_on) == (deceased, day)

    def test_an_address_that_is_none_is_left_out_with_a_warning(self):
        contents = read_json(bundle(patient(telecom=[{"system": "email", "value": "none"}])))

        assert contents.people[0].email == ""
        assert remarks(contents) == [("warning", "Bundle.entry[0].resource.telecom")]

    @pytest.mark.parametrize(
        "fields",
        [
            {"active": False},
            {"link": [{"type": "replaced-by", "other": {"reference": "Patient/2"}}]},
        ],
    )
    def test_a_record_that_is_out_of_use_is_a_warning(self, fields):
        contents = read_json(bundle(patient(**fields)))

        assert len(contents.people) == 1
        assert remarks(contents) == [("warning", "Bundle.entry[0].resource")]

    def test_a_patient_that_an_unknown_extension_changes_is_refused(self):
        extension = [{"url": "http://x.example/animal", "valueBoolean": True}]
        contents = read_json(bundle(patient(modifierExtension=extension)))

        assert remarks(contents) == [("error", "Bundle.entry[0].resource")]
