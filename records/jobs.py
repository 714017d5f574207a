"""What the job worker does for referrals and seals; each job may run twice unharmed."""

from procrastinate.contrib.django import app

from patients.models import Upload
from records.audit import anchors
from records.audit.sealing import seal
from records.fhir.filing import FILE, go_on_filing
from records.fhir.uploads import GO_ON, go_on, throw_away_old
from staff import clock
from staff.history import by_job


@app.task(name=GO_ON)
@by_job
def go_on_with_upload(upload_id: int) -> None:
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is not None:  # else thrown away meanwhile
        go_on(upload, now=clock.now(), today=clock.today())


@app.task(name=FILE)
@by_job
def file_large_referral(referral_id: int, patient_id: int | None, by_id: int) -> None:
    go_on_filing(referral_id, patient_id, by_id, now=clock.now(), today=clock.today())


@app.periodic(cron="37 7 * * *")
@app.task(name="throw_away_old_uploads", queueing_lock="throw_away_old_uploads")
@by_job
def throw_away_old_uploads(timestamp: int = 0) -> None:
    throw_away_old(now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="seal_audit", queueing_lock="seal_audit")
@by_job
def seal_audit(timestamp: int = 0) -> None:
    """Seal what was done and seen, and note the seal outside of the database where one may."""
    if seal(now=clock.now()):
        anchors.append_head()
