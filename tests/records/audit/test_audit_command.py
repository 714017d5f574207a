import json

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from records.audit import anchors
from records.audit.anchors import AnchorError
from records.jobs import seal_audit
from records.models import AuditSeal
from tests.records.audit.builders import LOG, events, sealed_batches, tamper


def run(capsys, *arguments):
    call_command("audit", *map(str, arguments))
    return capsys.readouterr().out.splitlines()


def test_seal_says_what_it_sealed(ruth, capsys):
    events(ruth, 3)
    assert run(capsys, "seal") == ["Seal 1: 4 rows."]
    assert run(capsys, "seal") == ["Nothing new to seal."]


def test_verify_says_that_all_is_well_and_what_is_not_sealed_yet(ruth, capsys):
    events(ruth, 3)
    run(capsys, "seal")
    events(ruth, 2)
    assert run(capsys, "verify") == [
        "1 seals over 4 rows; 2 rows written since the last seal.",
        "Everything is as it was sealed.",
    ]


def test_verify_ends_with_an_error_where_a_row_was_altered(ruth, capsys):
    [(_, rows)] = sealed_batches(ruth, 1, 3)
    tamper(f"UPDATE {LOG} SET view = 'home' WHERE id = %s", rows[1])
    with pytest.raises(CommandError, match="Not as it was sealed: 1 findings"):
        call_command("audit", "verify")
    assert capsys.readouterr().out.startswith(f"{LOG} {rows[1]} is not what it was when")


def test_the_head_is_noted_in_a_file_once_and_compared_with_later(ruth, capsys, tmp_path):
    events(ruth, 3)
    file = tmp_path / "anchors"
    [line] = run(capsys, "anchor", "--file", file)
    run(capsys, "anchor", "--file", file)
    assert file.read_text() == f"{line}\n"
    assert json.loads(line)["seal"] == 1
    assert run(capsys, "verify", "--anchor", file)[-1] == "Everything is as it was sealed."

    tamper("UPDATE records_auditseal SET digest = %s WHERE number = 1", b"x" * 32)
    with pytest.raises(CommandError, match="Not as it was sealed"):
        call_command("audit", "verify", "--anchor", str(file))
    assert "the chain was rebuilt" in capsys.readouterr().out


def test_what_is_noted_with_every_seal_is_compared_without_being_asked(
    ruth, capsys, settings, tmp_path
):
    settings.PROLO_AUDIT_ANCHOR = str(tmp_path / "anchors")
    events(ruth, 3)
    seal_audit()
    assert run(capsys, "verify")[-1] == "Everything is as it was sealed."
    tamper("DELETE FROM records_auditseal WHERE number = 1")
    with pytest.raises(CommandError, match="Not as it was sealed"):
        call_command("audit", "verify")
    assert "is not in the chain" in capsys.readouterr().out


def test_the_head_is_mailed_and_the_mail_can_be_compared_with(ruth, capsys, tmp_path):
    events(ruth, 3)
    [line] = run(capsys, "anchor", "--mail", "board@clinic.example")
    [sent] = mail.outbox
    assert (sent.to, line in sent.body) == (["board@clinic.example"], True)
    saved = tmp_path / "mail.txt"
    saved.write_text(sent.body)
    assert run(capsys, "verify", "--anchor", saved)[-1] == "Everything is as it was sealed."


def test_the_page_to_print_is_one_page_without_a_patient(ruth, capsys, tmp_path):
    events(ruth, 3)
    page = tmp_path / "seal.pdf"
    run(capsys, "anchor", "--report", page)
    content = page.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") + content.count(b"/Type/Page\n") <= 1


@pytest.mark.parametrize(
    "text", ["", "no anchor\n", '{"seal": 1}\n', '{"seal": 1, "sha256": "beef", "sealed_at": "x"}']
)
def test_what_is_no_anchor_is_refused(text):
    with pytest.raises(AnchorError):
        anchors.read(text.splitlines())


def test_a_file_that_is_not_there_is_one_clear_line(db, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("audit", "verify", "--anchor", str(tmp_path / "gone"))


def test_nothing_to_note_is_one_clear_line(db):
    with pytest.raises(CommandError, match="There is no seal yet"):
        call_command("audit", "anchor")


def test_the_job_seals_and_notes_it_where_the_clinic_asked_for(ruth, settings, tmp_path):
    settings.PROLO_AUDIT_ANCHOR = str(tmp_path / "anchors")
    events(ruth, 3)
    seal_audit()
    seal_audit()
    assert AuditSeal.objects.count() == 1
    events(ruth, 1)
    call_command("audit", "seal")
    noted = anchors.read((tmp_path / "anchors").read_text().splitlines())
    assert [one.number for one in noted] == [1, 2]
    assert noted[-1] == anchors.head()
