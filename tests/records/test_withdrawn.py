"""What a sender takes back leaves the chart, or comes before a clinician again."""

from patients.models import Allergy, Patient, Problem, Referral, Result
from patients.sent import Counts
from staff.models import User
from tests.records.fhir_builders import (
    NOON,
    contents,
    hba1c,
    imported,
    knee_pain,
    latex,
    withdrawn,
)


def test_withdrawn_entry_that_waits_is_struck_out_with_its_referral(ines: User) -> None:
    imported(ines, contents(latex()))
    result = imported(ines, contents(withdrawn("a1")), "two")

    allergy = Allergy.objects.get()
    assert (allergy.voided_by, allergy.voided_at) == (ines, NOON)
    assert allergy.void_reason == "Withdrawn by its sender: entered-in-error."
    assert Patient.objects.get().allergies_status == "not_asked"
    assert Referral.objects.get(document__sha256=allergy.referral.document.sha256).state == "done"
    assert [(note.path, note.text) for note in result.remarks] == [
        (
            "Bundle.entry[a1].resource",
            "The sender has withdrawn this; it was struck out in the chart.",
        )
    ]


def test_withdrawn_entry_that_was_accepted_waits_again(ines: User, ruth: User) -> None:
    imported(ines, contents(knee_pain()))
    Problem.objects.update(accepted_by=ruth, accepted_at=NOON)
    imported(ines, contents(withdrawn("p1", "refuted")), "two")

    problem = Problem.objects.waiting().get()
    assert (problem.accepted_by, problem.voided_at, problem.revision) == (None, None, 2)


def test_sent_again_as_it_was_it_comes_back(ines: User) -> None:
    imported(ines, contents(knee_pain()))
    imported(ines, contents(withdrawn("p1")), "two")
    result = imported(ines, contents(knee_pain()), "three")

    assert result.total == Counts(changed=1)
    assert Problem.objects.waiting().get().void_reason == ""


def test_parts_of_a_withdrawn_resource_go_with_it_and_others_stay(ines: User) -> None:
    imported(ines, contents(hba1c("r1#one"), hba1c("r1#two", "7.6"), hba1c("r10", "7.7")))
    imported(ines, contents(withdrawn("r1")), "two")

    assert [row.source_key for row in Result.objects.standing()] == ["r10"]


def test_what_nobody_brought_cannot_be_withdrawn(ines: User) -> None:
    imported(ines, contents(knee_pain()))
    result = imported(ines, contents(withdrawn("p2"), withdrawn("p1", subject="urn:bo")), "two")

    assert Problem.objects.waiting().count() == 1
    assert result.remarks == []
