import pytest
from django.core.management import call_command

from patients import icd10
from patients.actions.icd10 import replace_icd10_codes
from patients.models import Icd10Code

ROWS = [
    ("M17", "Osteoarthritis of knee", "", False),
    ("M17.11", "Unilateral primary osteoarthritis, right knee", "", True),
    ("M17.12", "Unilateral primary osteoarthritis, left knee", "", True),
    ("M77.11", "Lateral epicondylitis, right elbow", "tennis elbow", True),
    ("E11.9", "Type 2 diabetes mellitus without complications", "", True),
    ("E10.9", "Type 1 diabetes mellitus without complications", "", True),
]


def rows():
    for code, title, terms, billable in ROWS:
        key = f"{code.lower()} {icd10.fold(f'{title} {terms}')}".strip()
        yield Icd10Code(code=code, title=title, search_key=key, billable=billable)


@pytest.fixture
def listed(db):
    replace_icd10_codes(codes=rows())


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("knee right", ["M17.11"]),
        ("knee osteoarthritis", ["M17.11", "M17.12", "M17"]),
        ("m17", ["M17", "M17.11", "M17.12"]),
        ("m1711", ["M17.11"]),
        ("tennis elbow", ["M77.11"]),
        ("type 2 diabetes", ["E11.9"]),
        ("osteoartritis right", ["M17.11"]),
        ("of", []),
        ("", []),
        ("%%%%", []),
        ("🙂", []),
    ],
)
def test_codes_are_found_by_words_usual_names_and_their_beginning(listed, text, codes):
    assert [row.code for row in icd10.search(text)] == codes


def test_loading_again_replaces_the_list(listed, monkeypatch, capsys):
    monkeypatch.setattr("patients.management.commands.load_icd10.read_package", rows)
    call_command("load_icd10")
    call_command("load_icd10")

    assert Icd10Code.objects.count() == 6
    assert capsys.readouterr().out.startswith("6 ICD-10-CM codes loaded in ")


@pytest.mark.parametrize(
    ("typed", "written"), [("m17.11", "M17.11"), (" s83511a ", "S83.511A"), ("e11", "E11")]
)
def test_a_typed_code_is_written_as_in_the_list(typed, written):
    assert icd10.normalise(typed) == written
