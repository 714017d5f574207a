"""Scans: made harmless, read by those who read charts, never shown as a page of ours."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from patients.actions.scans import void_scan
from patients.models import Scan
from patients.scan_files import MAX_BYTES, clean_file
from staff.models import AccessEvent
from tests import people
from tests.bad_input.clinic import NOW
from tests.bad_input.scans import PDF, picture, scan


def test_where_and_with_what_a_picture_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x010F], exif[0x9286] = "Camera of Anna Berg", "her address"
    sent = picture(exif=exif.tobytes(), comment=b"Anna Berg")
    assert b"Anna Berg" in sent
    kept = clean_file(sent)
    assert (kept.content_type, b"Anna Berg" in kept.content) == ("image/jpeg", False)
    assert not Image.open(BytesIO(kept.content)).getexif()


def test_texts_in_a_png_and_what_hangs_behind_it_are_not_kept():
    notes = PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    kept = clean_file(picture("PNG", pnginfo=notes) + b"PK\x03\x04 hidden behind")
    assert kept.content_type == "image/png"
    assert b"script" not in kept.content
    assert b"hidden" not in kept.content


def test_a_picture_taken_sideways_is_kept_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = clean_file(picture(size=(60, 40), exif=exif.tobytes()))
    assert Image.open(BytesIO(kept.content)).size == (40, 60)


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "P", "LA"])
def test_each_kind_of_png_is_taken(mode):
    assert clean_file(picture("PNG", mode=mode)).content_type == "image/png"


def test_the_greys_of_an_x_ray_stay_as_fine_as_they_were():
    made = BytesIO()
    Image.new("I;16", (4, 4), 40_001).save(made, "PNG")
    assert Image.open(BytesIO(clean_file(made.getvalue()).content)).getpixel((1, 1)) == 40_001


def test_a_pdf_is_kept_as_it_came():
    kept = clean_file(PDF)
    assert (kept.content_type, kept.content) == ("application/pdf", PDF)


def test_what_cannot_be_kept_is_refused_in_words():
    for name, data, words in (
        ("nothing", b"", "no JPEG, PNG or PDF"),
        ("GIF", b"GIF89a" + bytes(100), "no JPEG, PNG or PDF"),
        ("SVG", b"<svg onload='alert(1)'/>", "no JPEG, PNG or PDF"),
        ("TIFF", picture("TIFF"), "no JPEG, PNG or PDF"),
        ("WebP", picture("WEBP"), "no JPEG, PNG or PDF"),
        ("half a picture", picture()[:300], "damaged"),
        ("half a PDF", PDF[:-8], "did not arrive whole"),
        ("too large", PDF + bytes(MAX_BYTES), "larger than 10 MB"),
        ("too many points", picture("PNG", size=(8000, 6000), mode="1"), "40 million points"),
    ):
        with pytest.raises(ValidationError) as refused:
            clean_file(data)
        assert (name, words in " ".join(refused.value.message_dict["file"])) == (name, True)


def test_the_desk_adds_a_letter_and_reads_neither_title_nor_file(ben, signed_in):
    anna = people.patient("Anna Berg")
    client = signed_in(ben)
    url = reverse("add-scan", args=[anna.pk])
    sent = {"kind": "letter", "title": "Heart failure", "dated": "2026-11-02"}
    page = client.post(url, sent | {"file": SimpleUploadedFile("x.exe", picture())})
    assert page.url == url
    kept = Scan.objects.get(patient=anna)
    assert (kept.title, kept.dated, kept.content_type) == (
        "Heart failure",
        date(2026, 11, 2),
        "image/jpeg",
    )
    shown = client.get(url)
    assert "Letter, added" in shown.text
    assert "Heart failure" not in shown.content.decode().split("</main>")[0].split("<main")[1]
    assert client.get(reverse("scans", args=[anna.pk])).status_code == 403
    assert client.get(reverse("scan-file", args=[kept.pk])).status_code == 403


def test_a_file_is_handed_out_to_be_saved_and_the_look_is_logged(ruth, ines, signed_in):
    anna = people.patient("Anna Berg")
    kept = scan(anna, ruth, NOW, data=PDF)
    answer = signed_in(ines).get(reverse("scan-file", args=[kept.pk]))
    assert answer.content == PDF
    assert answer["Content-Disposition"] == f'attachment; filename="scan-{kept.pk}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    event = AccessEvent.objects.get(view="scan-file")
    assert (event.action, event.patient_id, event.user) == ("read", anna.pk, ines)


def test_a_scan_is_taken_back_with_a_reason_and_may_come_again(ruth, signed_in):
    anna = people.patient("Anna Berg")
    kept = scan(anna, ruth, NOW)
    with pytest.raises(ValidationError, match="in the chart already"):
        scan(anna, ruth, NOW)
    client = signed_in(ruth)
    client.post(reverse("void-scan", args=[kept.pk]), {"reason": "Of another patient"})
    assert "Of another patient" in client.get(reverse("scans", args=[anna.pk])).text
    assert client.get(reverse("void-scan", args=[kept.pk])).status_code == 404
    with pytest.raises(ValidationError):
        void_scan(scan=kept, reason="Again", by=ruth, now=NOW)
    assert scan(anna, ruth, NOW).pk != kept.pk


def test_the_database_changes_and_deletes_no_scan(ruth):
    kept = scan(people.patient("Anna Berg"), ruth, NOW)
    for change in (
        lambda: Scan.objects.filter(pk=kept.pk).update(content=b"x"),
        lambda: Scan.objects.filter(pk=kept.pk).update(title="Another"),
        lambda: Scan.objects.filter(pk=kept.pk).delete(),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_queries(ruth, signed_in, rows, django_assert_num_queries):
    anna = people.patient("Anna Berg")
    for number in range(rows):
        scan(anna, ruth, NOW, data=picture(size=(60, 40 + number)))
    client = signed_in(ruth)
    url = reverse("scans", args=[anna.pk])
    client.get(url)
    with django_assert_num_queries(QUERIES):
        assert client.get(url).text.count("Download") == rows


QUERIES = 6
