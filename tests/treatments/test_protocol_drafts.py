"""The pages on which a clinic writes its own protocols and moves them on."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests import people
from tests.treatments.builders import protocol
from tests.treatments.own_protocols import approved, drafted, in_use
from treatments import library
from treatments.forms.protocol_draft import PREFIX, ProtocolDraftForm, SolutionFormSet, rows_of
from treatments.models import ProtocolVersion
from treatments.stored_protocol import as_printed

pytestmark = pytest.mark.django_db

NEW = {
    "kind": "clinic_practice",
    "condition": "Heel pain",
    "region": "foot",
    "evidence": "case_series",
    "evidence_note": "12 people, all better.",
    "source": "Practice of this clinic",
    "targets": "plantar fascia\nheel, inner side",
    "schedule_days": "0, 4w, 56",
    "followup_months": "2.5, 6",
    "icd10_any": "m722",
    "solutions-TOTAL_FORMS": "2",
    "solutions-INITIAL_FORMS": "0",
    "solutions-0-route": "extra_articular",
    "solutions-0-name_0": "dextrose",
    "solutions-0-pct_0": "12.5",
    "solutions-0-pct_max_0": "25",
    "solutions-0-name_3": "lidocaine",
    "solutions-0-volumes_ml_by_site": "0.4; 0.8",
    "solutions-1-name_0": "dextrose",
}


@pytest.fixture
def omar(db):
    return people.physician("Omar Haddad")


def page(name, version=None):
    return reverse(name, args=[version.pk] if version else [])


def as_shown(response):
    """What a browser sends if nothing is touched."""
    form, rows = response.context["form"], response.context["formset"]
    sent = {}
    for each in [form, rows.management_form, *rows.forms]:
        for bound in each:
            value = bound.value()
            if value is True:
                value = "on"
            if value not in (None, False):
                sent[bound.html_name] = str(bound.field.prepare_value(value))
    return sent


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_protocol_is_written_from_nothing(ruth, signed_in):
    response = signed_in(ruth).post(page("draft-protocol"), NEW)

    version = ProtocolVersion.objects.get()
    assert response.url == page("protocol-version", version)
    assert (version.state, version.protocol.code) == ("draft", "clinic-heel-pain")
    says = as_printed(version)
    assert says.targets == ("plantar fascia", "heel, inner side")
    assert (says.schedule_days, says.icd10) == ((0, 28, 56), {"any": ("M72.2",)})
    assert says.followup_months == (Decimal("2.5"), Decimal(6))
    (solution,) = says.solutions
    assert [str(part) for part in solution.components] == [
        "dextrose 12.5–25 %",
        "lidocaine, strength not stated",
    ]
    assert solution.volumes_ml_by_site == (Decimal("0.4"), Decimal("0.8"))
    assert (says.sessions_min, says.guidance, says.needle) == (None, "", "")


@pytest.mark.parametrize("printed", library.published(), ids=lambda printed: printed.id)
def test_the_form_asks_for_everything_that_the_library_reads(printed):
    first = ProtocolDraftForm(initial=ProtocolDraftForm.initial_of(printed))
    rows = SolutionFormSet(initial=rows_of(printed), prefix=PREFIX)
    sent = as_shown(type("R", (), {"context": {"form": first, "formset": rows}}))
    form, rows = ProtocolDraftForm(sent), SolutionFormSet(sent, prefix=PREFIX)
    assert form.is_valid(), form.errors
    assert rows.is_valid(), rows.errors
    written = form.content(rows.solutions(), printed.kind)
    codes = {side: codes for side, codes in printed.icd10.items() if codes}
    assert written == replace(printed, id="", icd10=codes)


def test_what_is_wrong_stands_beside_its_line_and_what_was_typed_stays(ruth, signed_in):
    wrong = NEW | {"solutions-0-pct_3": "5", "sessions_min": "4", "sessions_max": "3"}
    response = signed_in(ruth).post(page("draft-protocol"), wrong)

    row = response.context["formset"].forms[0]
    assert row.errors == {
        "pct_3": ["Lidocaine 5 % cannot be made: the stock is 4 %."],
    }
    assert response.context["form"].errors == {
        "sessions_max": ["This must be 4 or more: the figure before it is 4."]
    }
    assert 'value="0.4; 0.8"' in response.content.decode()
    assert not ProtocolVersion.objects.exists()


def test_without_script_another_solution_is_added_and_nothing_is_lost(ruth, signed_in):
    response = signed_in(ruth).post(page("draft-protocol"), NEW | {"add_solution": "1"})

    assert len(response.context["formset"].forms) == 3
    assert as_shown(response)["solutions-0-volumes_ml_by_site"] == "0.4; 0.8"
    assert not ProtocolVersion.objects.exists()


def test_the_next_version_starts_from_the_one_in_use(ruth, signed_in):
    former = protocol("tmj_hypermobility")
    client = signed_in(ruth)
    shown = as_shown(client.get(page("revise-protocol", former)))
    shown |= {"change_reason": "Two sessions are enough", "sessions_min": "2"}
    client.post(page("revise-protocol", former), shown)

    version = ProtocolVersion.objects.get(protocol=former.protocol, number=2)
    assert as_printed(version) == replace(as_printed(former), sessions_min=2)
    assert (version.written_by, version.change_reason) == (ruth, "Two sessions are enough")
    former.refresh_from_db()
    assert former.state == "active"


def test_a_copy_becomes_a_protocol_of_its_own(ruth, signed_in):
    url = f"{page('draft-protocol')}?copy={protocol('hamstring_default').pk}"
    client = signed_in(ruth)
    client.post(url, as_shown(client.get(url)))

    version = ProtocolVersion.objects.get(state="draft")
    assert (version.protocol.code, version.number) == ("clinic-hamstring-tendonmuscle-injury", 1)


@pytest.mark.parametrize("asked", ["999999", "x", "-1", "9" * 40])
def test_a_copy_of_what_does_not_exist_is_not_found(ruth, signed_in, asked):
    assert signed_in(ruth).get(f"{page('draft-protocol')}?copy={asked}").status_code == 404


def test_a_stale_form_is_told_and_can_be_sent_again(ruth, omar, signed_in):
    version = drafted(ruth)
    client = signed_in(ruth)
    shown = as_shown(client.get(page("edit-protocol", version)))
    signed_in(omar).post(page("edit-protocol", version), shown | {"condition": "Knee ache"})

    late = client.post(page("edit-protocol", version), shown | {"condition": "Knee pain"})
    assert "Somebody else changed this record" in late.content.decode()
    version.refresh_from_db()
    assert (version.condition, version.written_by) == ("Knee ache", omar)

    client.post(page("edit-protocol", version), as_shown(late))
    version.refresh_from_db()
    assert (version.condition, version.revision) == ("Knee pain", 3)


def test_a_version_that_is_no_draft_is_not_changed(ruth, omar, signed_in):
    version = approved(ruth, omar)
    response = signed_in(ruth).get(page("edit-protocol", version))
    assert response.url == page("protocol-version", version)


def test_the_writer_is_not_offered_to_approve(ruth, omar, signed_in):
    version = drafted(ruth)
    button = page("approve-protocol", version)

    assert button not in signed_in(ruth).get(page("protocol-version", version)).content.decode()
    assert button in signed_in(omar).get(page("protocol-version", version)).content.decode()
    refused = signed_in(ruth).post(button, {"revision": 1})
    assert messages_of(refused) == [
        "You wrote this draft, or a part of it. Another physician approves."
    ]


def test_from_draft_to_use_to_retirement(ruth, omar, ines, signed_in):
    version = drafted(ruth)
    signed_in(omar).post(page("approve-protocol", version), {"revision": 1})
    signed_in(ines).post(page("activate-protocol", version))
    version.refresh_from_db()
    assert (version.state, version.approved_by, version.activated_by) == ("active", omar, ines)

    signed_in(ines).post(page("retire-protocol", version), {"reason": "Too painful"})
    version.refresh_from_db()
    assert (version.state, version.retired_by, version.retired_reason) == (
        "retired", ines, "Too painful",
    )  # fmt: skip
    text = signed_in(ines).get(page("protocol-version", version)).content.decode()
    assert "Retired by Ines Okafor" in text
    assert "Approved by Omar Haddad, MD" in text


def test_approving_what_changed_meanwhile_is_refused(ruth, omar, signed_in):
    version = drafted(ruth)
    client = signed_in(ruth)
    client.post(
        page("edit-protocol", version), as_shown(client.get(page("edit-protocol", version)))
    )
    response = signed_in(omar).post(page("approve-protocol", version), {"revision": 1})

    assert messages_of(response) == [
        "The draft was changed since you opened it. Read it as it is now, then approve it."
    ]


def test_an_administrator_neither_writes_nor_approves(ines, ruth, signed_in):
    version = drafted(ruth)
    client = signed_in(ines)
    assert client.get(page("edit-protocol", version)).status_code == 403
    assert client.post(page("approve-protocol", version), {"revision": 1}).status_code == 403
    assert client.get(page("retire-protocol", version)).status_code == 200


def test_drafts_stand_in_the_library_with_their_state(ruth, omar, signed_in):
    in_use(ruth, omar)
    drafted(ruth, condition="Knee pain, other")
    client = signed_in(omar)

    def states(**asked):
        lines = client.get(reverse("protocols"), asked).context["lines"]
        return [(line.version.condition, line.version.state) for line in lines]

    assert states() == [("Knee pain after sprain", "active"), ("Knee pain, other", "draft")]
    assert states(state="draft") == [("Knee pain, other", "draft")]
    assert states(state="retired") == []


@pytest.mark.parametrize("versions", [1, 3])
def test_the_page_of_a_protocol_costs_the_same_whatever_its_history(
    ruth, omar, signed_in, versions, django_assert_num_queries
):
    version = in_use(ruth, omar)
    for _ in range(versions - 1):
        version = in_use(ruth, omar, version.protocol)
    client = signed_in(ruth)
    # Session, user, version, versions, open plans.
    with django_assert_num_queries(5):
        client.get(page("protocol-version", version))


def test_a_procedure_that_is_not_mixed_is_a_protocol_too(ruth, signed_in):
    injected = {"solutions-0-name_0": "", "solutions-0-pct_0": "", "solutions-0-pct_max_0": ""}
    injected |= {"solutions-0-name_3": "", "solutions-0-procedure": "prp"}
    client = signed_in(ruth)
    client.post(page("draft-protocol"), NEW | injected)

    version = ProtocolVersion.objects.get()
    (solution,) = as_printed(version).solutions
    assert (solution.procedure, solution.components) == ("prp", ())
    text = client.get(page("protocol-version", version)).content.decode()
    assert "platelet-rich plasma" in text
