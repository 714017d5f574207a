"""The lines of the chart: problems, medicines, allergies, earlier treatments, letters.

What was taken back goes along as entered in error; the reason stands where FHIR has a place for
it, and in the Provenance of the line. `records.fhir` reads all of it back to the same values.
"""

import base64
from collections.abc import Iterable
from datetime import date

from patients.body import REGIONS, SIDES
from patients.models import (
    Allergy,
    Medication,
    Patient,
    PrescriberDecision,
    PriorTreatment,
    Problem,
    SpecialistNote,
)
from patients.models.entry import ChartEntry, Precision
from patients.wording import letter_advice
from records.fhir.datatypes import RXNORM, SNOMED
from records.fhir.own import CHART_ENTRY
from records.fhir_export.building import (
    Export,
    Resource,
    annotation,
    coding,
    concept,
    day,
    extension,
    extensions,
    notes,
    own_coding,
    quantity,
    resource,
    term,
)
from records.fhir_export.vocabulary import CODE_SYSTEMS, NO_KNOWN_ALLERGY, ROUTES
from treatments import anatomy

# One needle, or one operation: it is over on the day it was done.
_DONE_ONCE = {"steroid_injection", "hyaluronate", "prp", "prolotherapy", "surgery"}


def waiting_tag(row: ChartEntry) -> Resource | None:
    """Marks a line that came with a referral and that no clinician has looked at."""
    if row.referral_id is None or row.accepted_at is not None or row.voided_at is not None:
        return None
    return own_coding("entry-state", "waiting", "From a referral, not accepted yet")


def _is_error(row: ChartEntry) -> bool:
    return row.voided_at is not None


def _coded(system: str, code: str) -> Resource | None:
    return coding(CODE_SYSTEMS[system], code) if system in CODE_SYSTEMS else None


def condition(row: Problem, made: Export) -> Resource:
    error = _is_error(row)
    certainty = "confirmed" if row.verified else "provisional"
    return resource(
        "Condition",
        made,
        row,
        profile="us-core-condition-problems-health-concerns",
        own_profile=CHART_ENTRY,
        tag=waiting_tag(row),
        # FHIR has no clinical status for what was an error.
        clinicalStatus=None if error else term("condition-clinical", row.status),
        verificationStatus=term("condition-ver-status", "entered-in-error" if error else certainty),
        category=[term("condition-category", "problem-list-item")],
        code=concept(row.display, _coded(row.system, row.code)),
        subject=made.subject,
        onsetDateTime=day(row.onset, row.onset_precision),
        recordedDate=made.instant(row.entered_at),
        recorder=made.staff(row.entered_by_id),
        note=notes(annotation(row.note, made)),
        extension=extensions(not_before("onset-on-or-after", row.onset, row.onset_precision)),
    )


def not_before(name: str, on: date | None, precision: str) -> Resource | None:
    """Of a day that is not known the bound that is: FHIR's dates have no place for one."""
    known = on.isoformat() if on is not None and precision == Precision.UNKNOWN else None
    return extension(name, valueDate=known)


def medication_statement(
    row: Medication, decisions: Iterable[PrescriberDecision], made: Export
) -> Resource:
    return resource(
        "MedicationStatement",
        made,
        row,
        own_profile=CHART_ENTRY,
        tag=waiting_tag(row),
        status=_taken(row, made.today),
        statusReason=[concept(row.void_reason)] if _is_error(row) else None,
        medicationCodeableConcept=concept(row.name, coding(RXNORM, row.rxcui)),
        subject=made.subject,
        effectivePeriod={
            "start": day(row.started_on, row.started_precision),
            "end": day(row.stopped_on, row.stopped_precision),
        },
        dateAsserted=made.instant(row.entered_at),
        reasonCode=[concept(row.indication)],
        dosage=[_dosage(row)],
        note=notes(*(_prescriber_said(decision, made) for decision in decisions)),
        extension=extensions(
            *(extension("medication-class", valueCode=name) for name in row.classes),
            extension("classed-by", valueCode=row.classed_by),
            not_before("started-on-or-after", row.started_on, row.started_precision),
            not_before("stopped-on-or-after", row.stopped_on, row.stopped_precision),
        ),
    )


def _taken(row: Medication, today: date) -> str:
    if _is_error(row):
        return "entered-in-error"
    return "active" if row.stopped_on is None or row.stopped_on > today else "stopped"


def _dosage(row: Medication) -> Resource:
    known = row.route != Medication.Route.UNKNOWN
    return {
        "text": row.dose,
        "route": concept(
            row.get_route_display(),
            coding(SNOMED, ROUTES.get(row.route, "")),
            own_coding("medication-route", row.route),
        )
        if known
        else None,
        "doseAndRate": [{"rateQuantity": quantity(row.dose_mg_per_day, "mg/d", "mg/d")}],
    }


def _prescriber_said(decision: PrescriberDecision, made: Export) -> Resource | None:
    said = f"{decision.prescriber} on {decision.decided_on}: {decision.get_decision_display()}."
    return annotation(
        f"{said} {decision.note}", made, by=decision.entered_by_id, at=decision.entered_at
    )


def allergy_intolerance(row: Allergy, made: Export) -> Resource:
    error = _is_error(row)
    over = row.disproved_on is not None or row.status == Allergy.Status.INACTIVE
    return resource(
        "AllergyIntolerance",
        made,
        row,
        profile="us-core-allergyintolerance",
        own_profile=CHART_ENTRY,
        tag=waiting_tag(row),
        clinicalStatus=None
        if error
        else term("allergyintolerance-clinical", "inactive" if over else "active"),
        verificationStatus=term("allergyintolerance-verification", _certainty(row)),
        code=concept(row.substance, _coded(row.system, row.code)),
        patient=made.subject,
        recordedDate=made.instant(row.entered_at),
        recorder=made.staff(row.entered_by_id),
        reaction=[{"manifestation": [concept(row.reaction)]}] if row.reaction.strip() else None,
        extension=extensions(
            *(extension("allergen-class", valueCode=name) for name in row.classes),
            extension("disproved-on", valueDate=day(row.disproved_on)),
        ),
    )


def _certainty(row: Allergy) -> str:
    if _is_error(row):
        return "entered-in-error"
    if row.disproved_on is not None:
        return "refuted"
    return "confirmed" if row.verified else "unconfirmed"


def no_known_allergy(made: Export) -> Resource:
    """That the patient was asked and has none: what "no known allergies" in the chart says."""
    code, words = NO_KNOWN_ALLERGY
    return resource(
        "AllergyIntolerance",
        made,
        made.patient,
        part="no known allergy",
        profile="us-core-allergyintolerance",
        clinicalStatus=term("allergyintolerance-clinical", "active"),
        verificationStatus=term("allergyintolerance-verification", "confirmed"),
        code=concept("No known allergies", coding(SNOMED, code, words)),
        patient=made.ref(Patient, made.patient.pk),
    )


def prior_treatment(row: PriorTreatment, made: Export) -> Resource:
    status = _done(row)
    start = day(row.started_on, row.started_precision)
    end = day(row.ended_on, row.ended_precision)
    return resource(
        "Procedure",
        made,
        row,
        # The profile wants to know when what was done was done.
        profile="us-core-procedure" if start or end else "",
        own_profile=CHART_ENTRY,
        tag=waiting_tag(row),
        status=status,
        statusReason=concept(row.void_reason) if _is_error(row) else None,
        category=concept("Earlier treatment", own_coding("procedure-category", "prior-treatment")),
        code=concept(row.get_kind_display(), own_coding("prior-treatment", row.kind)),
        subject=made.subject,
        performedPeriod={"start": start, "end": end},
        bodySite=[body_site(row.side, row.region)] if row.region or row.side else None,
        outcome=concept(row.get_outcome_display(), own_coding("outcome", row.outcome))
        if row.outcome != PriorTreatment.Outcome.UNKNOWN
        else None,
        recorder=made.staff(row.entered_by_id),
        note=notes(annotation(row.note, made)),
        usedCode=[concept(row.substance)],
        extension=extensions(
            not_before("started-on-or-after", row.started_on, row.started_precision),
            not_before("ended-on-or-after", row.ended_on, row.ended_precision),
        ),
    )


def _done(row: PriorTreatment) -> str:
    if _is_error(row):
        return "entered-in-error"
    if row.ended_on is None and row.started_on is not None and row.kind not in _DONE_ONCE:
        return "in-progress"
    return "completed"


def body_site(side: str, region: str, structure: str = "") -> Resource:
    """A place in words, with region, side and structure as codes of our own."""
    known = anatomy.STRUCTURES.get(structure)
    return concept(
        anatomy.describe(side, region, structure),
        own_coding("region", region, REGIONS.get(region, "")),
        own_coding("side", side, SIDES.get(side, "")),
        own_coding("structure", known.code, known.label) if known else None,
    )


def letter(row: SpecialistNote, made: Export) -> Resource:
    advice = letter_advice(row.agrees)
    text = f"{row.get_kind_display()}. {row.specialist}, {row.dated}. {advice}. {row.note}"
    return resource(
        "DocumentReference",
        made,
        row,
        own_profile=CHART_ENTRY,
        tag=waiting_tag(row),
        status="entered-in-error" if _is_error(row) else "current",
        type=concept(row.get_kind_display(), own_coding("letter", row.kind)),
        category=[concept(advice, own_coding("advice", "agrees" if row.agrees else "against"))],
        subject=made.subject,
        date=made.instant(row.entered_at),
        author=[{"display": row.specialist}],
        description=row.note,
        content=[
            {
                "attachment": {
                    "contentType": "text/plain; charset=utf-8",
                    "data": base64.b64encode(text.encode()).decode("ascii"),
                    "title": row.get_kind_display(),
                    "creation": day(row.dated),
                }
            }
        ],
    )
