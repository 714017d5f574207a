"""Drafting a plan: what is written here may still change. Signing is in `signing`."""

import re
from collections.abc import Sequence

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from patients.models import Patient
from staff.models import User, lock_unchanged
from treatments import anatomy, body_map, limits, prefill
from treatments.context import injected
from treatments.deviations import deviations
from treatments.models import Plan, PlanVersion, ProtocolVersion, Session, Target
from treatments.models.injectate import Injectate
from treatments.plan_content import PlanContent, Reasons, TargetContent
from treatments.policy import limit_policy
from treatments.preparation import LONGEST
from treatments.stored_protocol import codes_for, solutions_of

MOST_TARGETS = 20  # more in one session is not one plan any more
ICD10 = re.compile(r"[A-TV-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")
NOT_A_CODE = "An ICD-10-CM code looks like M17.11."
NO_SIDE = "midline"

# `limits` speaks of sites, the target of needle points.
FIELD_OF_REMARK = {"sites": "points"}


@transaction.atomic
def draft_plan(
    *,
    patient: Patient,
    by: User,
    region: str,
    side: str,
    protocol: ProtocolVersion | None = None,
    indication: str = "",
    indication_code: str = "",
) -> Plan:
    """Open a plan with its first draft, prefilled from `protocol` where it has figures.

    Its targets come with `write_draft`. Without an indication the protocol's condition is taken.
    Raises ValidationError where the side does not fit the region, the protocol is not in use or
    is for another region, or the patient can no longer be treated.
    """
    _check_treatable(patient)
    region, side = _place(protocol, region, side)
    if protocol is not None and not indication.strip():
        indication = protocol.condition
    if protocol is not None and not indication_code.strip():
        exact = codes_for(protocol, side, exact=True)
        # Several codes are a choice, and a choice is the physician's.
        indication_code = exact[0] if len(exact) == 1 else ""
    if indication_code.strip() and not ICD10.fullmatch(indication_code.strip()):
        raise ValidationError({"indication_code": NOT_A_CODE})
    plan = Plan(patient=patient, physician=by)
    plan.full_clean()
    plan.save()
    rhythm = prefill.rhythm(protocol)
    version = PlanVersion(
        plan=plan,
        protocol_version=protocol,
        indication=indication.strip(),
        indication_code=indication_code.strip(),
        region=region,
        side=side,
        followup_days=prefill.followup_days(protocol, rhythm),
        instruments=prefill.instruments(protocol),
        **rhythm,
    )
    version.full_clean()
    version.save()
    return plan


def _check_treatable(patient: Patient) -> None:
    if patient.deceased_on is not None:
        raise ValidationError("This patient has died; no plan can be made.")
    if patient.merged_into_id is not None:
        raise ValidationError("This record was merged into another one. Plan there.")


def _place(protocol: ProtocolVersion | None, region: str, side: str) -> tuple[str, str]:
    """Region and side of a new plan; the region may be left to the protocol."""
    if protocol is not None:
        if protocol.state != ProtocolVersion.State.ACTIVE:
            raise ValidationError({"protocol": "This protocol is not in use any more."})
        if protocol.region != anatomy.ANY_REGION:
            if region and region != protocol.region:
                said = anatomy.region_label(protocol.region)
                raise ValidationError({"region": f"The protocol you chose is for: {said}."})
            region = protocol.region
    if region not in anatomy.REGIONS:
        raise ValidationError({"region": "Choose the region."})
    problem = anatomy.side_problem(region, side)
    if problem:
        raise ValidationError({"side": problem})
    return region, side or NO_SIDE


@transaction.atomic
def write_draft(
    *,
    version: PlanVersion,
    revision: int,
    by: User,
    content: PlanContent,
    targets: Sequence[TargetContent],
    reasons: Reasons = {},  # noqa: B006  read only
) -> PlanVersion:
    """Replace what the draft says. Warnings of `limits` do not stop it, refusals do.

    Raises ValidationError keyed by field; a target's fields as "targets-<place from 0>-<field>",
    a deviation from the protocol without a reason as "reason-<key>". Nothing is kept then.
    """
    locked: PlanVersion = lock_unchanged(version, revision)
    if locked.is_signed:
        raise ValidationError("This version is signed. Revise the plan instead.", code="signed")
    errors = _content_errors(locked, content) | _target_errors(targets, locked.protocol_version)
    try:
        _fill(locked, content)
    except ValidationError as error:
        # What we say of a field is plainer than what the model says.
        errors = error.message_dict | errors
    if errors:
        raise ValidationError(errors)
    left = deviations(locked.protocol_version, content, targets)
    unexplained = {
        f"reason-{deviation.key}": "Say why the plan leaves the protocol here."
        for deviation in left
        if not reasons.get(deviation.key, "").strip()
    }
    if unexplained:
        raise ValidationError(unexplained)
    locked.deviations = [row.as_json(reasons[row.key]) for row in left]
    screened_for = injected(locked)
    locked.targets.all().delete()
    for place, target in enumerate(targets):
        _save_target(locked, place, target)
    if injected(locked) != screened_for:
        # Another place or substance is another question: the rules are asked again.
        locked.screening = None
    locked.save(
        update_fields=[*content.columns(), "deviations", "screening", "revision", "changed_at"],
    )
    return locked


def _content_errors(version: PlanVersion, content: PlanContent) -> dict[str, list[str]]:
    errors: dict[str, str] = {}
    if content.region not in anatomy.REGIONS:
        errors["region"] = "Choose the region."
    elif problem := anatomy.side_problem(content.region, content.side):
        errors["side"] = problem
    if not content.indication.strip():
        errors["indication"] = "Say what is treated."
    if content.indication_code and not ICD10.fullmatch(content.indication_code):
        errors["indication_code"] = NOT_A_CODE
    if content.entry_met is False and not content.entry_reason.strip():
        errors["entry_reason"] = "Say why the protocol is used although it is not met."
    if any(day < 1 for day in content.followup_days):
        errors["followup_days"] = "A follow-up visit is at least 1 day after the last session."
    if len(content.preparation) > LONGEST:
        errors["preparation"] = f"All lines together have at most {LONGEST} characters."
    given = Session.objects.filter(plan=version.plan_id, state=Session.State.GIVEN).count()
    if content.sessions_target < given:
        errors["sessions_target"] = f"{given} sessions were given already."
    return {field: [message] for field, message in errors.items()}


def _fill(version: PlanVersion, content: PlanContent) -> None:
    for name, value in content.columns().items():
        setattr(version, name, value.strip() if isinstance(value, str) else value)
    version.side = version.side or NO_SIDE
    version.full_clean()


def remarks_on(
    target: TargetContent | Injectate, protocol: ProtocolVersion | None, policy: limits.LimitPolicy
) -> tuple[limits.Remark, ...]:
    """What `limits` says about one target or injection, with protocol and clinic in mind."""
    named = [
        part for mix in (solutions_of(protocol) if protocol else ()) for part in mix.components
    ]
    dextrose = [part.strongest for part in named if part.name == "dextrose" and part.strongest]
    return limits.check_target(
        _asked(target),
        policy=policy,
        protocol_max_pct=max(dextrose, default=None),
        protocol_names_phenol=any(part.name == "phenol" for part in named),
    )


def _asked(target: TargetContent | Injectate) -> limits.Asked:
    return limits.Asked(
        dextrose_pct=target.dextrose_pct,
        volume_ml=target.volume_ml,
        sites=target.points,
        route=target.route,
        region=target.region,
        guidance=target.guidance,
        anaesthetic=target.anaesthetic,
        anaesthetic_pct=target.anaesthetic_pct,
        second_anaesthetic=target.second_anaesthetic,
        second_anaesthetic_pct=target.second_anaesthetic_pct,
        glycerin_pct=target.glycerin_pct,
        phenol_pct=target.phenol_pct,
        morrhuate_pct=target.morrhuate_pct,
        procedure=target.procedure,
        procedure_detail=target.procedure_detail,
    )


def _target_errors(
    targets: Sequence[TargetContent], protocol: ProtocolVersion | None
) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    policy = limit_policy()
    if len(targets) > MOST_TARGETS:
        errors[NON_FIELD_ERRORS] = [f"At most {MOST_TARGETS} targets in one plan."]
    for place, target in enumerate(targets):
        wrong = {
            FIELD_OF_REMARK.get(remark.field, remark.field): f"{remark.message} ({remark.source})"
            for remark in remarks_on(target, protocol, policy)
            if remark.level == limits.Level.REFUSE
        }
        if problem := anatomy.side_problem(target.region, target.side):
            wrong["side"] = problem
        if target.route not in anatomy.ROUTES:
            wrong["route"] = "Choose the route."
        if target.guidance not in anatomy.GUIDANCE:
            wrong["guidance"] = "Choose the guidance."
        if problem := body_map.problem(target.map_points, side=target.side, most=target.points):
            wrong["map_points"] = problem
        for field, message in wrong.items():
            errors.setdefault(f"targets-{place}-{field}", []).append(message)
    return errors


def _save_target(version: PlanVersion, place: int, content: TargetContent) -> None:
    columns = content.columns()
    target = Target(
        version=version,
        position=place + 1,
        **columns | {"structure": content.structure.strip(), "side": content.side or NO_SIDE},
    )
    try:
        target.full_clean(validate_unique=False)
    except ValidationError as error:
        raise ValidationError(
            {
                NON_FIELD_ERRORS if field not in columns else f"targets-{place}-{field}": messages
                for field, messages in error.message_dict.items()
            }
        ) from error
    target.save()
