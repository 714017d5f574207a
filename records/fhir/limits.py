"""How much of a document is read. Whatever is beyond a limit refuses the file whole."""

# A life's record by Synthea is 7 MB, by a hospital some 30 MB; the largest that has to be read is
# 50 MB. After decompression: a gzip of 100 kB can hold a gigabyte.
MAX_BYTES = 100 * 2**20
# One resource: a scanned letter in a DocumentReference comes to a few MB. Of a file no more than
# this is in memory as text.
MAX_RESOURCE = 16 * 2**20
# 50 MB of the smallest resources that say something.
MAX_ENTRIES = 200_000
# FHIR's own types nest about ten deep; extensions in extensions add a few.
MAX_DEPTH = 40
# One text of a resource that is read. The longest field of the chart has 500 signs; narrative
# and attachments are never read.
MAX_TEXT = 1_000_000
# Digits of a number; no measured value has more than 20.
MAX_DIGITS = 40
# Seconds for one document. 50 MB take about 3.
MAX_SECONDS = 120
# Lines of the report; after them only the number of the rest is told.
MAX_REMARKS = 500
# Bytes asked from the file at a time.
CHUNK = 2**18
