from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Icd10Code(models.Model):
    """One code of the ICD-10-CM tabular list, filled by `manage.py load_icd10`."""

    code = models.CharField(max_length=10, primary_key=True, db_collation="C")
    title = models.CharField(max_length=300)
    # Title and code in lower case: what the search looks through.
    search_key = models.CharField(max_length=320, db_collation="C")
    # False for chapter headings that may not stand in a record.
    billable = models.BooleanField()

    class Meta:
        ordering = ["code"]
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="icd10_trgm"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
