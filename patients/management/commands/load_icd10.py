from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand

from patients.actions.icd10 import replace_icd10_codes
from patients.icd10 import read_package


class Command(BaseCommand):
    help = "Fill the table of ICD-10-CM codes. Running it again replaces them."

    def handle(self, *args: Any, **options: Any) -> None:
        began = perf_counter()
        count = replace_icd10_codes(codes=read_package())
        self.stdout.write(f"{count:,} ICD-10-CM codes loaded in {perf_counter() - began:.1f} s")
