from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from patients.management.commands import screening_docs
from patients.rules import RULES
from patients.rules.document import page
from patients.rules.questions import QUESTIONS
from patients.rules.settings import SETTINGS


def run(*arguments):
    out = StringIO()
    call_command("screening_docs", *arguments, stdout=out)
    return out.getvalue()


def test_the_page_says_what_the_tables_say():
    assert screening_docs.PAGE.read_text("utf-8") == page(), "run `make docs`"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_is_explained_once(rule):
    text = page()

    assert text.count(f"\n### {rule.id} {rule.title}\n") == 1
    for words in (rule.explain, rule.explain_patient, rule.clears, rule.citation, *rule.records):
        assert words in text


def test_each_threshold_has_a_row_and_each_question_is_asked():
    text = page()

    assert all(text.count(f"\n| {setting.label} | ") == 1 for setting in SETTINGS)
    questions = text.partition("\n## Questions\n")[2]
    rows = [line for line in questions.splitlines() if line.endswith((" |", "|"))]
    assert len(rows) == 2 * 2 + sum(len(question.moments) for question in QUESTIONS)


def test_no_cell_breaks_its_row():
    """Rows of one table have as many cells as its head; a line break or a bar would add one."""
    cells = None
    for line in page().splitlines():
        assert line.startswith("|") == line.endswith("|")
        if not line.startswith("|"):
            cells = None
            continue
        count = line.replace(r"\|", "").count("|")
        assert count == (cells or count)
        cells = count


def test_page_out_of_date_is_told_and_written_again(tmp_path, monkeypatch):
    copy = tmp_path / "screening.md"
    monkeypatch.setattr(screening_docs, "PAGE", copy)

    with pytest.raises(CommandError, match="out of date: run `make docs`"):
        run("--check")
    assert not copy.exists()
    assert run() == "docs/screening.md written.\n"
    assert run("--check") == "docs/screening.md is up to date.\n"
    assert copy.read_text("utf-8") == page()
