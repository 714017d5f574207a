from io import StringIO

from django.core.management import call_command

from patients.models import Medication
from tests import people
from tests.patients import builders


def test_medicines_get_the_class_that_the_list_knows_only_now(ruth, ben):
    anna = people.patient("Anna Berg")
    builders.medication(anna, ruth, "Zyzzol")
    old = builders.medication(anna, ruth, "Aspirin 81 mg")
    Medication.objects.filter(pk=old.pk).update(classes=["antiplatelet"])

    for said in (1, 0):
        call_command("look_up_medicines", stdout=(out := StringIO()))
        assert out.getvalue() == f"Medicines with another class than before: {said}\n"
    old.refresh_from_db()
    assert (old.classes, old.revision) == (["antiplatelet", "aspirin"], 2)
