from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from patients.models import Icd10Code
from tests import people
from tests.treatments.builders import NOW, drafted_plan, protocol
from tests.treatments.own_protocols import JOINT, approved, content, drafted, in_use
from treatments.actions import protocols as actions
from treatments.library import Component
from treatments.models import Plan, Protocol, ProtocolVersion
from treatments.protocol_checks import problems_of
from treatments.stored_protocol import as_printed

pytestmark = pytest.mark.django_db


@pytest.fixture
def omar(db):
    return people.physician("Omar Haddad")


def written(version, by, **changes):
    """The draft written anew by `by`."""
    return actions.write_protocol(
        version=version,
        revision=version.revision,
        by=by,
        now=NOW,
        content=content(**changes),
        reason="A slip",
    )


def mixed(*parts, **fields):
    return content(solutions=(replace(JOINT, components=parts, **fields),))


def test_a_protocol_is_written_from_nothing(ruth):
    version = drafted(ruth)

    assert (version.number, version.state, version.written_by) == (1, "draft", ruth)
    assert version.protocol.code == "clinic-knee-pain-after-sprain"
    assert as_printed(version) == content(id="clinic-knee-pain-after-sprain")
    assert not ProtocolVersion.objects.usable().exists()


def test_two_of_the_same_name_get_addresses_of_their_own(ruth):
    assert [drafted(ruth).protocol.code for _ in range(3)] == [
        "clinic-knee-pain-after-sprain",
        "clinic-knee-pain-after-sprain-2",
        "clinic-knee-pain-after-sprain-3",
    ]
    assert drafted(ruth, condition="—").protocol.code == "clinic-protocol"


def test_a_second_physician_approves_and_the_writer_cannot(ruth, omar):
    version = drafted(ruth)
    with pytest.raises(ValidationError, match="Another physician approves"):
        actions.approve_protocol(version=version, revision=1, by=ruth, now=NOW)

    done = actions.approve_protocol(version=version, revision=1, by=omar, now=NOW)
    assert (done.state, done.approved_by, done.approved_at) == ("approved", omar, NOW)


def test_who_wrote_any_part_of_a_draft_cannot_approve_it(ruth, omar):
    version = written(drafted(ruth), omar)
    for writer in (ruth, omar):
        with pytest.raises(ValidationError, match="or a part of it"):
            actions.approve_protocol(version=version, revision=2, by=writer, now=NOW)


def test_a_draft_that_changed_since_it_was_read_is_not_approved(ruth, omar):
    version = drafted(ruth)
    written(version, ruth)
    with pytest.raises(ValidationError, match="Somebody else changed") as caught:
        actions.approve_protocol(version=version, revision=1, by=omar, now=NOW)
    assert caught.value.code == "stale"


def test_a_stale_form_writes_nothing(ruth, omar):
    version = drafted(ruth)
    written(version, omar, condition="Knee pain")
    with pytest.raises(ValidationError, match="Somebody else changed"):
        written(version, ruth, condition="Knee ache")
    assert ProtocolVersion.objects.get().condition == "Knee pain"


def test_the_next_version_retires_the_one_in_use_in_the_same_step(ruth, omar):
    former = protocol("knee_oa_whole_joint")
    version = approved(ruth, omar, former.protocol)
    former.refresh_from_db()
    assert (former.state, version.number, version.change_reason) == ("active", 2, "Less volume")

    actions.activate_protocol(version=version, by=ruth, now=NOW)

    former.refresh_from_db()
    version.refresh_from_db()
    assert (version.state, version.activated_by) == ("active", ruth)
    assert (former.state, former.retired_by, former.retired_reason) == (
        "retired", ruth, "Version 2 was put into use.",
    )  # fmt: skip


def test_a_protocol_has_one_draft_at_a_time(ruth, omar):
    first = drafted(ruth)
    with pytest.raises(ValidationError, match="Version 1 is being written already, by Ruth Adler"):
        drafted(omar, first.protocol)
    actions.retire_protocol(version=first, by=ruth, now=NOW, reason="Not needed")
    assert drafted(omar, first.protocol).number == 2


@pytest.mark.parametrize("state", ["draft", "active", "retired"])
def test_only_an_approved_version_is_put_into_use(ruth, omar, state):
    version = drafted(ruth) if state == "draft" else in_use(ruth, omar)
    if state == "retired":
        version = actions.retire_protocol(version=version, by=ruth, now=NOW, reason="Old")
    with pytest.raises(ValidationError, match="Only an approved version"):
        actions.activate_protocol(version=version, by=ruth, now=NOW)


def test_retiring_needs_a_reason_and_running_plans_go_on(ruth, omar):
    version = in_use(ruth, omar)
    plan = drafted_plan(people.patient(), ruth)
    plan.versions.update(protocol_version=version)
    with pytest.raises(ValidationError, match="Say why"):
        actions.retire_protocol(version=version, by=ruth, now=NOW, reason="  ")

    actions.retire_protocol(version=version, by=ruth, now=NOW, reason="Too painful")

    assert ProtocolVersion.objects.get(pk=version.pk).retired_reason == "Too painful"
    assert Plan.objects.get(versions__protocol_version=version).state == "draft"


def test_an_approved_version_takes_no_new_text(ruth, omar):
    version = approved(ruth, omar)
    with pytest.raises(ValidationError, match="not a draft any more: approved"):
        written(version, ruth)


def refused(match):
    return pytest.raises(IntegrityError, match=match)


@pytest.mark.parametrize("reached", [approved, in_use])
def test_an_approved_version_resists_the_orm_and_raw_sql(ruth, omar, reached):
    version = reached(ruth, omar)
    rows = ProtocolVersion.objects.filter(pk=version.pk)
    for says in ({"sessions_max": 9}, {"solutions": []}, {"approved_by": ruth}, {"revision": 7}):
        with refused("frozen"), transaction.atomic():
            rows.update(**says)
    with refused("only moves on"), transaction.atomic():
        rows.update(state="draft")
    for sql in (
        "UPDATE treatments_protocolversion SET source = 'x'",
        "UPDATE treatments_protocolversion SET state = 'retired', targets = '[]'",
    ):
        with refused("frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with refused("only moves on"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE treatments_protocolversion SET retired_reason = 'x'")
    version.refresh_from_db()
    assert version.sessions_max == 5


def test_a_retired_version_stays_retired_and_nothing_is_deleted(ruth, omar):
    version = actions.retire_protocol(version=in_use(ruth, omar), by=ruth, now=NOW, reason="Old")
    for state in ("active", "approved", "draft"):
        with refused("only moves on"), transaction.atomic():
            ProtocolVersion.objects.update(state=state)
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        version.delete()
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        Protocol.objects.all()._raw_delete(using="default")


def test_the_database_wants_a_second_physician(ruth):
    version = drafted(ruth)
    with refused("approved_by_another"), transaction.atomic():
        ProtocolVersion.objects.filter(pk=version.pk).update(
            state="approved", approved_at=NOW, approved_by=ruth
        )
    with refused("written_is_approved"), transaction.atomic():
        ProtocolVersion.objects.filter(pk=version.pk).update(state="approved", approved_at=NOW)


def test_codes_are_brought_into_the_lists_writing(ruth):
    version = drafted(ruth, icd10={"right": ("m1711", "M17.11"), "left": ()})
    assert version.icd10 == {"right": ["M17.11"]}


def test_codes_that_the_list_does_not_have_are_refused(ruth):
    Icd10Code.objects.create(code="M17.1", title="Knee", search_key="m17.1", billable=False)
    with pytest.raises(ValidationError) as caught:
        drafted(ruth, icd10={"right": ("M17.11",), "left": ("M17.1",), "any": ("knee",)})
    assert caught.value.message_dict == {
        "icd10_right": ["M17.11 is not in the ICD-10-CM list."],
        "icd10_left": ["M17.1 is a heading: give one of the codes under it."],
        "icd10_any": ["This is not an ICD-10-CM code. A code looks like M17.11."],
    }
    assert not Protocol.objects.exists()


PCT = Decimal
DEXTROSE = Component(name="dextrose", pct=PCT(25))


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        (content(), []),
        (content(condition=" "), ["condition"]),
        (content(region="tail"), ["region"]),
        (content(region="any"), []),
        (content(source="", evidence_note=""), ["evidence_note", "source"]),
        (content(age_min=20, age_max=19), ["age_max"]),
        (content(age_min=9), ["minors"]),
        (content(age_max=17), ["minors"]),
        (content(minors=True, age_min=18), ["minors"]),
        (content(minors=True, age_min=9, age_max=17), []),
        (content(sessions_min=4, sessions_typical=3, sessions_max=5), ["sessions_typical"]),
        (content(sessions_min=4, sessions_max=3), ["sessions_max"]),
        (content(sessions_max=21), ["sessions_max"]),
        (content(spacing_min_days=28, spacing_target_days=21), ["spacing_target_days"]),
        (content(schedule_days=(7, 7)), ["schedule_days"]),
        (content(followup_days=(3651,)), ["followup_days"]),
        (content(optional_schedule_days=(63,)), ["optional_schedule_days"]),
        (content(schedule_days=(), optional_schedule_days=(1,)), ["optional_schedule_days"]),
        (content(schedule_months=(1,)), ["schedule_months"]),
        (content(targets=("a", "A")), ["targets"]),
        (content(outcomes=("x" * 41,)), ["outcomes"]),
        (content(laterality=False), ["icd10_right", "icd10_left", "icd10_bilateral"]),
        (content(solutions=(JOINT,) * 9), ["solutions"]),
        (mixed(), ["name_0"]),
        (mixed(Component(name="dextrose")), []),
        (mixed(DEXTROSE, DEXTROSE), ["name_1"]),
        (mixed(Component(name="dextrose", pct=PCT("50.1"))), ["pct_0"]),
        (mixed(DEXTROSE, Component(name="lidocaine", pct=PCT("4.1"))), ["pct_1"]),
        (mixed(Component(name="phenol", pct=PCT(0))), ["pct_0"]),
        (mixed(Component(name="dextrose", pct_min=PCT(15), pct_max=PCT(15))), ["pct_max_0"]),
        (mixed(Component(name="dextrose", pct_max=PCT(15))), ["pct_0"]),
        (mixed(Component(name="dextrose", pct_min=PCT(15), pct_max=PCT(25))), []),
        (mixed(DEXTROSE, route=""), ["route"]),
        (mixed(DEXTROSE, volume_ml_per_site=PCT(0)), ["volume_ml_per_site"]),
        (mixed(DEXTROSE, volume_ml_total=PCT(3)), ["volume_ml_total"]),
        (mixed(DEXTROSE, sites_max=3), ["sites_max"]),
        (mixed(DEXTROSE, sites=61), ["sites"]),
        (mixed(*JOINT.components, local_anaesthetic=False), ["local_anaesthetic"]),
        (mixed(DEXTROSE, procedure="prp"), ["procedure"]),
        (mixed(procedure="prp"), []),
        (mixed(procedure="magic"), ["procedure"]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_beside_its_field(wrong, fields):
    assert [field.removeprefix("solutions-0-") for field in problems_of(wrong)] == fields
