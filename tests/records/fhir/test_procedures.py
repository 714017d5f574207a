"""What a procedure that only a code tells means for the chart."""

import pytest

from records.fhir.items import Kind
from tests.records.fhir.documents import coded, procedure, said


@pytest.mark.parametrize(
    ("code", "name"),
    [("27447", "Total knee arthroplasty"), ("27130", "Total hip arthroplasty")],
)
def test_an_artificial_joint_that_only_a_cpt_code_tells_is_one(code, name):
    contents = said(procedure("", code=coded("http://www.ama-assn.org/go/cpt", code)))

    kinds = {entry.kind: entry.values for entry in contents.entries}
    assert kinds[Kind.PROBLEM]["display"] == name
    assert kinds[Kind.PRIOR_TREATMENT]["kind"] == "surgery"
