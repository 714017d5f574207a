"""The protocols that plans were drafted from, as PlanDefinitions with their source."""

from records.fhir.datatypes import ICD10CM
from records.fhir_export.building import (
    Export,
    Resource,
    coding,
    concept,
    own_coding,
    resource,
    sentences,
    term,
)
from staff.models import User
from treatments import anatomy
from treatments.library import EVIDENCE, Solution, cited
from treatments.models import Protocol, ProtocolVersion
from treatments.stored_protocol import solutions_of

_STATUS = {
    ProtocolVersion.State.DRAFT: "draft",
    ProtocolVersion.State.APPROVED: "draft",
    ProtocolVersion.State.ACTIVE: "active",
    ProtocolVersion.State.RETIRED: "retired",
}


def _url(version: ProtocolVersion, made: Export) -> str:
    # Two clinics may write protocols of their own under one code.
    return f"urn:uuid:{made.id(Protocol, version.protocol_id)}"


def canonical(version: ProtocolVersion, made: Export) -> str:
    """How a CarePlan names the version."""
    return f"{_url(version, made)}|{version.number}"


def plan_definition(row: ProtocolVersion, made: Export) -> Resource:
    """Wants `protocol`, `written_by` and `approved_by`."""
    return resource(
        "PlanDefinition",
        made,
        row,
        url=_url(row, made),
        identifier=[{"system": made.system("protocol"), "value": row.protocol.code}],
        version=str(row.number),
        title=row.condition,
        type=term("plan-definition-type", "clinical-protocol"),
        status=_STATUS[ProtocolVersion.State(row.state)],
        date=made.instant(row.approved_at or row.written_at),
        description=_evidence(row),
        usage=_usage(row),
        approvalDate=_local_day(row, made),
        topic=[
            *(concept("", coding(ICD10CM, code)) for codes in row.icd10.values() for code in codes),
            concept(anatomy.region_label(row.region), own_coding("region", row.region)),
        ],
        author=_named(row.written_by),
        reviewer=_named(row.approved_by),
        relatedArtifact=[{"type": "citation", "citation": cited(row.source)}],
        action=[_course(row), *(_solution(each) for each in solutions_of(row))],
    )


def _named(user: User | None) -> list[Resource] | None:
    return [{"name": str(user)}] if user else None


def _local_day(row: ProtocolVersion, made: Export) -> str | None:
    return row.approved_at.astimezone(made.zone).date().isoformat() if row.approved_at else None


def _evidence(row: ProtocolVersion) -> str:
    graded = EVIDENCE.get(row.evidence)
    return sentences([graded.label if graded else row.evidence, cited(row.evidence_note)])


def _usage(row: ProtocolVersion) -> str:
    said = {
        "Entry criterion": row.entry_criterion,
        "Stop": row.stop_rule,
        "Guidance": row.guidance,
        "Needle": row.needle,
        "With it": row.adjunct,
        "Aftercare": row.aftercare,
        "Targets": ", ".join(anatomy.structure_label(name) for name in row.targets),
    }
    return sentences(f"{label}: {cited(words)}" for label, words in said.items() if words)


def _course(row: ProtocolVersion) -> Resource:
    """Sessions and spacing as the source gives them; what it does not say is not said here."""
    least = row.sessions_min or row.sessions_typical
    apart = row.spacing_min_days or row.spacing_target_days
    repeat = {
        "count": least,
        "countMax": row.sessions_max if least and (row.sessions_max or 0) > least else None,
        "frequency": 1 if apart else None,
        "period": apart,
        "periodMax": row.spacing_max_days
        if apart and (row.spacing_max_days or 0) > apart
        else None,
        "periodUnit": "d" if apart else None,
    }
    days = row.schedule_days
    return {
        "title": "Course of injections",
        "description": f"On the days {', '.join(map(str, days))}" if days else None,
        "timingTiming": {"repeat": repeat},
    }


def _solution(solution: Solution) -> Resource:
    words = ", ".join(str(part) for part in solution.components) or solution.procedure
    route = anatomy.ROUTES.get(solution.route, "")
    said = [route, solution.volume, solution.recipe, cited(solution.note)]
    return {"title": words, "description": sentences(said)}
