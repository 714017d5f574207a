"""Files and folders that the command cannot read as they are, and a clinic without anybody."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from patients.models import Document, Patient, Referral
from staff.models import User
from tests.records.fhir.documents import bundle, condition, patient

pytestmark = pytest.mark.django_db

GOOD = json.dumps(bundle(patient(), condition()))


def run(capsys: pytest.CaptureFixture[str], *paths: Path, **options: Any) -> tuple[str, str]:
    """What was printed, and the error at the end, if any."""
    failed = ""
    try:
        call_command("import_fhir", *map(str, paths), **options)
    except CommandError as error:
        failed = str(error)
    return capsys.readouterr().out, failed


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", b"", "The file is empty."),
        ("a.xml", b"<Patient/>", "This is XML or HTML. FHIR is read as JSON."),
        ("a.json.gz", gzip.compress(GOOD.encode())[:-9], "The compressed file is cut off."),
        ("a.json.gz", b"no gzip", "This is no FHIR resource"),
        ("a.json", GOOD.encode("utf-16"), "The text is in UTF-16 or UTF-32."),
        ("a.json", b"\xff\xfe\x00\xd8", "The text is in UTF-16 or UTF-32."),
    ],
    ids=["empty", "XML", "cut off", "not compressed", "UTF-16", "half of UTF-16"],
)
def test_a_file_that_is_no_document_is_refused_in_words(
    tmp_path: Path, ines: User, capsys, name, content, words
) -> None:
    (tmp_path / name).write_bytes(content)
    said, failed = run(capsys, tmp_path / name)
    assert f"{name}: refused" in said
    assert words in said
    assert failed == "1 of 1 files refused; nothing of them kept."
    assert not Document.objects.exists()


def test_a_mark_at_the_beginning_and_gzip_by_another_name_are_no_matter(
    tmp_path: Path, ines: User, capsys
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + GOOD.encode()))
    assert run(capsys, path)[1] == ""
    assert Patient.objects.get().full_name == "Anna Berg"


def test_what_is_not_there_is_refused_and_the_rest_is_taken(
    tmp_path: Path, ines: User, capsys
) -> None:
    (tmp_path / "a.json").write_text(GOOD)
    said, failed = run(capsys, tmp_path / "a.json", tmp_path / "b.json")
    assert "b.json: refused" in said
    assert "The file cannot be opened." in said
    assert failed == "1 of 2 files refused; nothing of them kept."
    assert Patient.objects.count() == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, ines: User, capsys) -> None:
    path = tmp_path / "a.json"
    path.write_text(GOOD)
    path.chmod(0)
    assert "The file cannot be opened." in run(capsys, path)[0]


def test_links_in_a_folder_are_not_followed(tmp_path: Path, ines: User, capsys) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "b.json").write_text(GOOD)
    (inside / "b.json").symlink_to(outside / "b.json")
    (inside / "round").symlink_to(inside)
    (inside / "nowhere.json").symlink_to(tmp_path / "gone")
    said, failed = run(capsys, inside)
    assert (said, failed) == ("", "There is no FHIR file at these paths.")


def test_a_folder_with_the_name_of_a_file_is_gone_through(
    tmp_path: Path, ines: User, capsys
) -> None:
    folder = tmp_path / "a.json"
    folder.mkdir()
    (folder / "b.json").write_text(GOOD)
    assert run(capsys, folder)[1] == ""
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["a\x1b[31m\x07.json", "a\nb.json", "a\u202eb.json", "a\udcff.json"]
)
def test_the_name_of_a_file_cannot_write_on_the_screen(
    tmp_path: Path, ines: User, capsys, name
) -> None:
    (tmp_path / name).write_text(GOOD)
    said, failed = run(capsys, tmp_path)
    assert failed == ""
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert len(said.splitlines()) == 2
    assert Document.objects.get().name.startswith("a")


def test_fifty_thousand_numbers_of_one_patient_are_not_looked_for(
    tmp_path: Path, ines: User, capsys
) -> None:
    numbers = [{"system": "http://x.example", "value": f"A{n}"} for n in range(50_000)]
    (tmp_path / "a.json").write_text(json.dumps(bundle(patient(identifier=numbers))))
    said, failed = run(capsys, tmp_path)
    assert "Only 50 of the numbers are kept." in said
    assert (failed, Patient.objects.get().identifiers.count()) == ("", 50)


def test_a_clinic_without_anybody_imports_under_the_account_of_the_server(
    tmp_path: Path, capsys, signed_in
) -> None:
    (tmp_path / "a.json").write_text(GOOD)
    said, _ = run(capsys, tmp_path)
    assert said.startswith("There is no active administrator: entered by the server's account.")
    server = User.objects.get()
    assert (server.full_name, server.is_active, server.roles) == (
        "Command on the server",
        False,
        [],
    )
    assert not server.has_usable_password()
    assert Document.objects.get().received_by == server
    assert Patient.objects.get().registered_by == server


def test_pages_name_the_account_of_the_server(tmp_path: Path, capsys, signed_in, ruth) -> None:
    (tmp_path / "a.json").write_text(GOOD)
    run(capsys, tmp_path)
    doctor = signed_in(ruth)
    anna, referral = Patient.objects.get(), Referral.objects.get()
    for url in (
        reverse("chart", args=[anna.pk]),
        reverse("waiting-entries", args=[anna.pk]),
        reverse("referrals"),
    ):
        assert doctor.get(url).status_code == 200
    page = doctor.get(reverse("chart", args=[anna.pk])).content.decode()
    assert "handed in by Command on the server" in page
    assert referral.matched_by.full_name == "Command on the server"


def test_a_preview_in_a_clinic_without_anybody_keeps_no_account(tmp_path: Path, capsys) -> None:
    (tmp_path / "a.json").write_text(GOOD)
    said, failed = run(capsys, tmp_path, dry_run=True)
    assert "1 imported" in said
    assert failed == ""
    assert not User.objects.exists()
    assert not Patient.objects.exists()
