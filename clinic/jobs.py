"""What the job worker does by itself. Times are UTC; each job may run twice unharmed."""

from typing import Any

from django.core.management import call_command
from procrastinate import JobContext
from procrastinate.contrib.django import app

from staff.history import by_job

KEEP_FINISHED_JOBS_HOURS = 30 * 24


@app.periodic(cron="17 7 * * *")
@app.task(name="forget_expired_sessions", queueing_lock="forget_expired_sessions")
@by_job
def forget_expired_sessions(timestamp: int) -> None:
    call_command("clearsessions")


@app.periodic(cron="27 7 * * *")
@app.task(name="remove_old_jobs", queueing_lock="remove_old_jobs", pass_context=True)
async def remove_old_jobs(context: JobContext, timestamp: int) -> None:
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEEP_FINISHED_JOBS_HOURS,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )


@app.periodic(cron="*/5 * * * *")
@app.task(name="retry_stalled_jobs", queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Put back what a worker had in hand when it was killed."""
    manager: Any = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
