from django.urls import reverse

from patients.models import ClinicMedicine
from tests import people
from tests.patients import builders
from tests.patients.builders import NOON

URL = reverse("clinic-medicines")


def remember(by, *names, classes=("nsaid",)):
    for name in names:
        ClinicMedicine.objects.create(
            folded=name.lower(), name=name, classes=list(classes), classed_by=by, classed_at=NOON
        )


def test_the_list_says_what_who_and_when(ruth, ines, signed_in):
    remember(ruth, "Zyzzol")
    remember(ruth, "Qwertyl", classes=())
    text = " ".join(signed_in(ines).get(URL).text.split())

    assert "Zyzzol" in text
    assert "Non-steroidal anti-inflammatory drugs" in text
    assert "No screened class" in text
    assert "Ruth Adler, MD" in text
    assert "Sat 21 Nov 2026" in text


def test_only_physicians_are_offered_a_change(ruth, ines, ben, signed_in):
    remember(ruth, "Zyzzol")
    change = reverse("classify-clinic-medicine", args=[ClinicMedicine.objects.get().pk])

    assert change in signed_in(ruth).get(URL).text
    assert change not in signed_in(ines).get(URL).text
    assert signed_in(ben).get(URL).status_code == 403


def test_an_empty_list_says_what_will_be_there(ruth, signed_in):
    assert "Nothing classified yet" in signed_in(ruth).get(URL).text


def test_the_number_of_queries_does_not_grow(ruth, signed_in, django_assert_num_queries):
    client = signed_in(ruth)
    remember(ruth, "Zyzzol")
    with django_assert_num_queries(3):
        client.get(URL)
    remember(ruth, "Qwertyl", "Asdfol")
    with django_assert_num_queries(3):
        client.get(URL)


def test_a_long_list_has_pages(ruth, signed_in):
    remember(ruth, *(f"Zyzzol{number:03}" for number in range(40)))
    client = signed_in(ruth)
    first, second = client.get(URL), client.get(URL, {"page": "2"})

    assert len(first.context["lines"]) + len(second.context["lines"]) == 40
    assert not {m.pk for m, _ in first.context["lines"]} & {
        m.pk for m, _ in second.context["lines"]
    }


def test_a_change_reaches_the_charts(ruth, ben, signed_in):
    medication = builders.medication(people.patient("Anna Berg"), ruth, "Zyzzol")
    builders.classified(medication, ruth, "none")
    url = reverse("classify-clinic-medicine", args=[ClinicMedicine.objects.get().pk])
    client = signed_in(ruth)
    form = client.get(url).context["form"]
    assert form.initial["classes"] == ["none"]
    page = client.post(
        url, {"classes": ["anticoagulant"], "seen": form.initial["seen"]}, follow=True
    )

    assert "Also set for 1 other chart" in page.text
    medication.refresh_from_db()
    assert medication.classes == ["anticoagulant"]


def test_a_stale_change_is_refused_and_shows_what_is_set_now(ruth, signed_in):
    remember(ruth, "Zyzzol")
    memory = ClinicMedicine.objects.get()
    url = reverse("classify-clinic-medicine", args=[memory.pk])
    page = signed_in(ruth).post(url, {"classes": ["opioid"], "seen": "yesterday"}, follow=True)

    assert "has classified Zyzzol meanwhile" in page.text
    memory.refresh_from_db()
    assert memory.classes == ["nsaid"]


def test_answers_that_make_no_sense_are_refused(ruth, signed_in):
    remember(ruth, "Zyzzol")
    memory = ClinicMedicine.objects.get()
    url = reverse("classify-clinic-medicine", args=[memory.pk])
    seen = memory.as_seen
    for classes in ([], ["none", "nsaid"], ["sweets"]):
        page = signed_in(ruth).post(url, {"classes": classes, "seen": seen})
        assert "Nothing was saved" in page.text
