"""What the job worker does for referrals; each job may run twice unharmed."""

from procrastinate.contrib.django import app

from patients.models import Upload
from records.fhir.filing import FILE, go_on_filing
from records.fhir.uploads import GO_ON, go_on, throw_away_old
from staff import clock


@app.task(name=GO_ON)
def go_on_with_upload(upload_id: int) -> None:
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is not None:  # else thrown away meanwhile
        go_on(upload, now=clock.now(), today=clock.today())


@app.task(name=FILE)
def file_large_referral(referral_id: int, patient_id: int | None, by_id: int) -> None:
    go_on_filing(referral_id, patient_id, by_id, now=clock.now(), today=clock.today())


@app.periodic(cron="37 7 * * *")
@app.task(name="throw_away_old_uploads", queueing_lock="throw_away_old_uploads")
def throw_away_old_uploads(timestamp: int = 0) -> None:
    throw_away_old(now=clock.now())
