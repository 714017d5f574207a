import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from patients.models import Finding, Screening
from patients.rules import RULES, RULES_VERSION
from tests.patients.screenings import (
    NOON,
    TODAY,
    diabetic,
    finding,
    healthy,
    medicine,
    result,
    screened,
)

EARLIER = TODAY - timedelta(days=19)


def rescreen(*arguments):
    """What is printed, and the exit code."""
    out = StringIO()
    try:
        call_command("rescreen", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), error.returncode
    return out.getvalue().splitlines(), 0


def changed(row, **columns):
    """As somebody with SQL would; the product has no way to do it."""
    type(row).objects.filter(pk=row.pk).update(**columns)


def acknowledge(found, by, at=NOON):
    changed(found, state=Finding.State.ACKNOWLEDGED, decided_by=by, decided_at=at)


def test_same_verdict_is_proved_in_one_line(ruth):
    anna = diabetic(ruth, "8.0")
    screening = screened(anna, ruth)
    counts = f"{len(RULES)} rules, {screening.findings.count()} findings"

    lines, code = rescreen("--as-of", "2026-11-21", "--patient", anna.record_number)

    assert lines == [
        f"{anna.record_number} plan 2026-11-21 refused: same ({counts})",
        "1 screenings: 1 same, 0 differ, 0 not repeatable.",
    ]
    assert code == 0


def test_later_data_and_later_thresholds_do_not_change_what_was_said(ruth):
    anna = diabetic(ruth, "8.0")
    screening = screened(anna, ruth, on=EARLIER)
    result(anna, ruth, "hba1c", "6.0", TODAY)
    medicine(anna, ruth, "Warfarin", "anticoagulant")

    lines, code = rescreen("--screening", str(screening.pk))

    assert ": same (" in lines[0]
    assert code == 0


def test_the_screening_in_force_on_the_day_is_taken_of_each_kind(ruth):
    anna = healthy(ruth)
    screened(anna, ruth, on=EARLIER - timedelta(days=1))
    screened(anna, ruth, on=EARLIER)
    screened(anna, ruth, on=EARLIER, kind="day", minutes=5)
    screened(anna, ruth, on=TODAY)

    lines, _ = rescreen("--as-of", EARLIER.isoformat(), "--all")
    today, _ = rescreen("--all", "--as-of", TODAY.isoformat())

    assert [line.split()[1:3] for line in lines[:-1]] == [
        ["day", "2026-11-02"],
        ["plan", "2026-11-02"],
    ]
    assert [line.split()[1:3] for line in today[:-1]] == [
        ["day", "2026-11-02"],
        ["plan", "2026-11-21"],
    ]


def test_decision_made_later_is_no_difference_and_is_told(ruth):
    anna = diabetic(ruth)
    result(anna, ruth, "hba1c", "7.6", EARLIER)
    screening = screened(anna, ruth, on=EARLIER)
    acknowledge(finding(screening, "R01b"), ruth, NOON)
    changed(screening, outcome=Screening.Outcome.CLEARED)

    lines, code = rescreen("--as-of", EARLIER.isoformat(), "--all")

    assert "same" in lines[0]
    assert lines[0].endswith("; 1 decided later)")
    assert code == 0


def test_finding_that_a_later_screening_cleared_is_no_difference(ruth):
    anna = diabetic(ruth)
    result(anna, ruth, "hba1c", "8.0", EARLIER)
    first = screened(anna, ruth, on=EARLIER)
    result(anna, ruth, "hba1c", "6.9", TODAY)
    screened(anna, ruth)
    assert finding(first, "R01").state == Finding.State.CLEARED

    lines, code = rescreen("--as-of", EARLIER.isoformat(), "--all")

    assert lines[0].startswith(f"{anna.record_number} plan 2026-11-02 refused: same")
    assert code == 0


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"tier": "caution"}, "R01: tier stored caution; now absolute"),
        ({"verdict": "unknown"}, "R01: verdict stored unknown; now fires"),
        ({"evidence_on": TODAY}, "R01: evidence_on stored 2026-11-21; now 2026-11-11"),
        ({"failed": True}, "R01: failed stored True; now False"),
        ({"rule": "R99"}, "R99: stored, but there is no such rule"),
    ],
)
def test_changed_finding_is_found(ruth, columns, said):
    screening = screened(diabetic(ruth, "8.0"), ruth)
    changed(finding(screening, "R01"), **columns)

    lines, code = rescreen("--screening", str(screening.pk))

    assert lines[0].endswith(" refused: differs")
    assert f"  {said}" in lines
    assert lines[-1] == "1 screenings: 0 same, 1 differ, 0 not repeatable."
    assert code == 1


def test_missing_finding_and_one_too_many_are_found(ruth):
    screening = screened(diabetic(ruth, "8.0"), ruth)
    changed(finding(screening, "R01"), rule="R11")

    lines, code = rescreen("--screening", str(screening.pk))

    text = "\n".join(lines)
    assert "  R01: stored clear; now fires (" in text
    assert "  R11: stored fires (" in text
    assert code == 1


def test_changed_verdict_is_found(ruth):
    screening = screened(diabetic(ruth, "8.0"), ruth)
    changed(screening, outcome="cleared")

    lines, code = rescreen("--screening", str(screening.pk))

    assert "  verdict stored cleared; now refused" in lines
    assert code == 1


def test_screening_by_other_rules_is_not_called_the_same(ruth):
    screening = screened(healthy(ruth), ruth)
    changed(screening, rules_version="2025.9")

    lines, code = rescreen("--all")

    assert lines[0].endswith(": not repeatable")
    assert lines[1] == f"  made by the rules 2025.9; these are {RULES_VERSION}"
    assert code == 3


def test_a_difference_counts_more_than_one_that_cannot_be_repeated(ruth):
    changed(screened(healthy(ruth, "Anna Berg"), ruth), rules_version="2025.9")
    changed(screened(diabetic(ruth, "8.0", full_name="Cora Diaz"), ruth), outcome="cleared")

    lines, code = rescreen("--all")

    assert lines[-1] == "2 screenings: 0 same, 1 differ, 1 not repeatable."
    assert code == 1


def test_json_holds_the_same(ruth):
    anna = diabetic(ruth, "8.0")
    screening = screened(anna, ruth)

    (line,), code = rescreen("--all", "--json")

    assert json.loads(line) == {
        "record_number": anna.record_number,
        "screening": screening.pk,
        "kind": "plan",
        "run_on": "2026-11-21",
        "rules_version": RULES_VERSION,
        "verdict": "refused",
        "result": "same",
        "rules": len(RULES),
        "findings": screening.findings.count(),
        "decided_later": 0,
        "differences": [],
    }
    assert code == 0


def test_unknown_patient_and_screening_are_errors(ruth):
    anna = healthy(ruth)
    screening = screened(anna, ruth)

    assert rescreen("--patient", "P999999") == ([], 1)
    assert rescreen("--screening", str(screening.pk + 1)) == ([], 1)
    assert rescreen("--patient", anna.record_number, "--as-of", "2026-11-20") == ([], 1)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "11/02/2026"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(CommandError, match="is not a day like 2026-11-02"):
        call_command("rescreen", "--all", "--as-of", text)


@pytest.mark.parametrize("charts", [1, 3])
def test_number_of_queries_does_not_grow(ruth, django_assert_num_queries, charts):
    for number in range(charts):
        screened(diabetic(ruth, "8.0", full_name=f"Anna Berg{number}"), ruth)

    with django_assert_num_queries(2):
        rescreen("--all")
