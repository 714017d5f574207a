from collections.abc import Iterable

from django.db import connection, transaction

from patients.models import Icd10Code


@transaction.atomic
def replace_icd10_codes(*, codes: Iterable[Icd10Code]) -> int:
    """Put this edition of the list in the place of the one that is there; the number of codes.

    Problems keep their code as text, so a code that an edition drops stays in the charts.
    """
    table = Icd10Code._meta.db_table
    with connection.cursor() as cursor:
        # DELETE would leave 98,000 dead rows in the index, and INSERT takes three times as long.
        cursor.execute(f'TRUNCATE "{table}"')
        columns = "code, title, search_key, billable"
        with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
            for row in codes:
                copy.write_row((row.code, row.title, row.search_key, row.billable))
        return int(cursor.rowcount)
