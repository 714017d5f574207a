"""Who and where: the patient, the staff, the clinic and its sites and rooms."""

from collections.abc import Sequence

from patients.models import Patient
from patients.models.referral import PatientIdentifier
from records.fhir.clinic_ids import RECORD_NUMBER
from records.fhir_export.building import (
    Export,
    Resource,
    coding,
    concept,
    day,
    extension,
    extensions,
    is_blank,
    own_coding,
    resource,
    term,
)
from records.fhir_export.vocabulary import BCP47, LANGUAGES
from scheduling.models import Room, Site
from staff.models import User

_TELECOM = {"phone": "phone", "email": "email", "sms": "phone"}


def patient(row: Patient, identifiers: Sequence[PatientIdentifier], made: Export) -> Resource:
    """Wants `merged_into`."""
    # The profile wants a system of each number.
    met = all(_is_uri(number.system) for number in identifiers)
    return resource(
        "Patient",
        made,
        row,
        profile="us-core-patient" if met else "",
        identifier=[
            _record_number(row, made),
            *(_identifier(number) for number in identifiers),
        ],
        active=row.merged_into_id is None,
        name=[{"use": "official", "family": row.family_name, "given": [row.given_name]}],
        telecom=_telecom(row),
        gender=row.sex,
        birthDate=row.birth_date.isoformat(),
        **_death(row),
        address=[{"text": row.address}] if row.address.strip() else None,
        communication=_communication(row.preferred_language),
        managingOrganization=made.clinic,
        link=_replaced_by(row, made),
        extension=extensions(
            extension("referred-by", valueString=row.referrer),
            extension("complaint", valueString=row.complaint),
            extension("allergies-asked", valueCode=row.allergies_status),
            extension("history-reviewed-on", valueDate=day(row.history_reviewed_on)),
            extension("history-reviewed-by", valueReference=made.staff(row.history_reviewed_by_id)),
            extension(
                "deceased-on-or-before",
                valueDate=day(row.deceased_on) if row.deceased_by else None,
            ),
        ),
    )


def _record_number(row: Patient, made: Export) -> Resource:
    return {
        "use": "usual",
        "type": term("v2-0203", "MR", "Record number"),
        "system": made.system(RECORD_NUMBER),
        "value": row.record_number,
        "assigner": made.clinic,
    }


def _identifier(number: PatientIdentifier) -> Resource:
    # Whoever sent a number with a system that is no URI gets it back in words.
    if _is_uri(number.system):
        return {"system": number.system, "value": number.value}
    return {"assigner": {"display": number.system}, "value": number.value}


def _is_uri(system: str) -> bool:
    return ":" in system and not any(sign.isspace() for sign in system)


def _telecom(row: Patient) -> list[Resource]:
    wished = _TELECOM.get(row.preferred_contact)
    return [
        {"system": system, "value": value, "rank": 1 if system == wished else None}
        for system, value in (("phone", row.phone), ("email", row.email))
        if value.strip()
    ]


def _death(row: Patient) -> Resource:
    if row.deceased_on is None:
        return {}
    if row.deceased_by:
        return {"deceasedBoolean": True}
    return {"deceasedDateTime": row.deceased_on.isoformat()}


def _communication(language: str) -> list[Resource] | None:
    if is_blank(language):
        return None
    code = LANGUAGES.get(language.strip().lower(), "")
    return [{"language": concept(language, coding(BCP47, code)), "preferred": True}]


def _replaced_by(row: Patient, made: Export) -> list[Resource] | None:
    if row.merged_into is None:
        return None
    number = {"system": made.system(RECORD_NUMBER), "value": row.merged_into.record_number}
    return [{"other": {"type": "Patient", "identifier": number}, "type": "replaced-by"}]


def practitioner(row: User, made: Export) -> Resource:
    """No e-mail address: it is what the person signs in with."""
    return resource(
        "Practitioner",
        made,
        row,
        active=row.is_active,
        name=[{"text": row.full_name, "suffix": [row.credentials]}],
    )


def organization(name: str, made: Export) -> Resource:
    return {
        "resourceType": "Organization",
        "id": made.clinic_id,
        "active": True,
        "name": name,
    }


def site(row: Site, made: Export) -> Resource:
    return resource(
        "Location",
        made,
        row,
        name=row.name,
        mode="instance",
        telecom=[{"system": "phone", "value": row.phone}] if row.phone.strip() else None,
        address={"text": row.address},
        managingOrganization=made.clinic,
        physicalType=term("location-physical-type", "si", "Site"),
    )


def room(row: Room, made: Export) -> Resource:
    return resource(
        "Location",
        made,
        row,
        status="active" if row.is_active else "inactive",
        name=row.name,
        mode="instance",
        type=[concept(name, own_coding("equipment", name)) for name in row.equipment],
        partOf=made.ref(Site, row.site_id),
        managingOrganization=made.clinic,
        physicalType=term("location-physical-type", "ro", "Room"),
    )
