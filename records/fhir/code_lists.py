"""What FHIR R4 allows where it names the codes itself: types of resources, statuses and their like.

fhir.resources takes any text for such a code. Only places are listed that matter for what is read;
https://hl7.org/fhir/R4/valueset-*.html has the codes of each.
"""

from collections.abc import Iterator
from typing import Any


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


RESOURCE_TYPES = _codes(
    "Account ActivityDefinition AdministrableProductDefinition AdverseEvent AllergyIntolerance "
    "Appointment AppointmentResponse AuditEvent Basic Binary BiologicallyDerivedProduct "
    "BodyStructure Bundle CapabilityStatement CarePlan CareTeam CatalogEntry ChargeItem "
    "ChargeItemDefinition Citation Claim ClaimResponse ClinicalImpression ClinicalUseDefinition "
    "CodeSystem Communication CommunicationRequest CompartmentDefinition Composition ConceptMap "
    "Condition Consent Contract Coverage CoverageEligibilityRequest CoverageEligibilityResponse "
    "DetectedIssue Device DeviceDefinition DeviceMetric DeviceRequest DeviceUseStatement "
    "DiagnosticReport DocumentManifest DocumentReference EffectEvidenceSynthesis Encounter "
    "Endpoint EnrollmentRequest EnrollmentResponse EpisodeOfCare EventDefinition Evidence "
    "EvidenceReport EvidenceVariable ExampleScenario ExplanationOfBenefit FamilyMemberHistory "
    "Flag Goal GraphDefinition Group GuidanceResponse HealthcareService ImagingStudy "
    "Immunization ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide "
    "Ingredient InsurancePlan Invoice Library Linkage List Location ManufacturedItemDefinition "
    "Measure MeasureReport Media Medication MedicationAdministration MedicationDispense "
    "MedicationKnowledge MedicationRequest MedicationStatement MedicinalProduct "
    "MedicinalProductAuthorization MedicinalProductContraindication MedicinalProductDefinition "
    "MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction "
    "MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical "
    "MedicinalProductUndesirableEffect MessageDefinition MessageHeader MolecularSequence "
    "NamingSystem NutritionOrder NutritionProduct Observation ObservationDefinition "
    "OperationDefinition OperationOutcome Organization OrganizationAffiliation "
    "PackagedProductDefinition Parameters Patient PaymentNotice PaymentReconciliation Person "
    "PlanDefinition Practitioner PractitionerRole Procedure Provenance Questionnaire "
    "QuestionnaireResponse RegulatedAuthorization RelatedPerson RequestGroup ResearchDefinition "
    "ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment "
    "RiskEvidenceSynthesis Schedule SearchParameter ServiceRequest Slot Specimen "
    "SpecimenDefinition StructureDefinition StructureMap Subscription SubscriptionStatus "
    "SubscriptionTopic Substance SubstanceDefinition SubstanceNucleicAcid SubstancePolymer "
    "SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial "
    "SubstanceSpecification SupplyDelivery SupplyRequest Task TerminologyCapabilities "
    "TestReport TestScript ValueSet VerificationResult VisionPrescription "
)

_GENDER = _codes("male female other unknown")
_EVENT = _codes(
    "preparation in-progress not-done on-hold stopped completed entered-in-error unknown"
)
_REQUEST = _codes("draft active on-hold revoked completed entered-in-error unknown")
_INTENT = _codes(
    "proposal plan order original-order reflex-order filler-order instance-order option"
)
_PRIORITY = _codes("routine urgent asap stat")
_UNIT_OF_TIME = _codes("s min h d wk mo a")
_USE = {
    "name": _codes("usual official temp nickname anonymous old maiden"),
    "address": _codes("home work temp old billing"),
    "telecom": _codes("home work temp old mobile"),
    "identifier": _codes("usual official temp secondary old"),
}
# Resource and path -> codes. A list on the way is looked through.
_WHERE: dict[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]] = {
    "Patient": (
        (("gender",), _GENDER),
        (("contact", "gender"), _GENDER),
        *(((field, "use"), codes) for field, codes in _USE.items()),
        (("telecom", "system"), _codes("phone fax email pager url sms other")),
        (("address", "type"), _codes("postal physical both")),
        (("link", "type"), _codes("replaced-by replaces refer seealso")),
    ),
    "MedicationRequest": (
        (
            ("status",),
            _codes("active on-hold cancelled completed entered-in-error stopped draft unknown"),
        ),
        (("intent",), _INTENT),
        (("priority",), _PRIORITY),
        (("dosageInstruction", "timing", "repeat", "periodUnit"), _UNIT_OF_TIME),
        (("dosageInstruction", "timing", "repeat", "durationUnit"), _UNIT_OF_TIME),
    ),
    "MedicationStatement": (
        (
            ("status",),
            _codes("active completed entered-in-error intended stopped on-hold unknown not-taken"),
        ),
        (("dosage", "timing", "repeat", "periodUnit"), _UNIT_OF_TIME),
        (("dosage", "timing", "repeat", "durationUnit"), _UNIT_OF_TIME),
    ),
    "Medication": ((("status",), _codes("active inactive entered-in-error")),),
    "Observation": (
        (
            ("status",),
            _codes(
                "registered preliminary final amended corrected cancelled entered-in-error unknown"
            ),
        ),
        (("valueQuantity", "comparator"), _codes("< <= >= >")),
        (("component", "valueQuantity", "comparator"), _codes("< <= >= >")),
    ),
    "Procedure": ((("status",), _EVENT),),
    "ServiceRequest": (
        (("status",), _REQUEST),
        (("intent",), _INTENT | {"directive"}),
        (("priority",), _PRIORITY),
    ),
    "AllergyIntolerance": (
        (("type",), _codes("allergy intolerance")),
        (("category",), _codes("food medication environment biologic")),
        (("criticality",), _codes("low high unable-to-assess")),
        (("reaction", "severity"), _codes("mild moderate severe")),
    ),
}
_NARRATIVE = ("text", "status"), _codes("generated extensions additional empty")
# Codes of the lists of HL7 that a CodeableConcept holds; the words of another list say nothing.
_CODINGS = {
    "condition-clinical": _codes("active recurrence relapse inactive remission resolved"),
    "condition-ver-status": _codes(
        "unconfirmed provisional differential confirmed refuted entered-in-error"
    ),
    "allergyintolerance-clinical": _codes("active inactive resolved"),
    "allergyintolerance-verification": _codes(
        "unconfirmed presumed confirmed refuted entered-in-error"
    ),
}
_LONGEST_ID = 64
_HL7 = "http://terminology.hl7.org/CodeSystem/"


def code_faults(resource: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """Path and sentence for each code that FHIR R4 does not have there."""
    if len(resource.get("id", "")) > _LONGEST_ID:
        yield f"{path}.id", f"An id has at most {_LONGEST_ID} signs."
    for keys, known in (*_WHERE.get(resource["resourceType"], ()), _NARRATIVE):
        # Most fields are not there; only what is is looked into.
        if keys[0] in resource:
            for where, code in _found(resource, keys, path):
                if isinstance(code, str) and code not in known:
                    yield (
                        where,
                        f"FHIR has no such code here. It knows: {', '.join(sorted(known))}.",
                    )
    for field in ("clinicalStatus", "verificationStatus"):
        if field in resource:
            yield from _coding_faults(resource[field], f"{path}.{field}")


def _words(known: frozenset[str]) -> str:
    return f"FHIR has no such code here. It knows: {', '.join(sorted(known))}."


def _coding_faults(concept: Any, path: str) -> Iterator[tuple[str, str]]:
    codings = concept.get("coding") if isinstance(concept, dict) else None
    for index, coding in enumerate(codings if isinstance(codings, list) else ()):
        if not isinstance(coding, dict) or not isinstance(system := coding.get("system"), str):
            continue
        known = _CODINGS.get(system.removeprefix(_HL7)) if system.startswith(_HL7) else None
        code = coding.get("code")
        if known and isinstance(code, str) and code not in known:
            where = f"{path}.coding[{index}].code"
            yield where, _words(known)


def _found(value: Any, keys: tuple[str, ...], path: str) -> Iterator[tuple[str, Any]]:
    """What stands under `keys`, with its path."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _found(item, keys, f"{path}[{index}]")
    elif not keys:
        yield path, value
    elif isinstance(value, dict) and keys[0] in value:
        yield from _found(value[keys[0]], keys[1:], f"{path}.{keys[0]}")
