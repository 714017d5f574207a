from django.db import migrations

# As `createcachetable` makes it. Nothing in here outlives a restart with a loss, so it is not
# written to the log of the database.
MAKE = """
CREATE UNLOGGED TABLE staff_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX staff_cache_expires ON staff_cache (expires);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0003_account_links'),
    ]

    operations = [
        migrations.RunSQL(MAKE, "DROP TABLE staff_cache"),
    ]
