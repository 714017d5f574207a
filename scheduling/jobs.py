"""What the job worker does for the book by itself; each job may run twice unharmed."""

from procrastinate.contrib.django import app

from scheduling.actions.outbox import SEND_DUE
from scheduling.actions.sending import send_due
from staff import clock
from staff.history import by_job


# `timestamp` is missing when a booking asked for it.
@app.periodic(cron="* * * * *")
@app.task(name=SEND_DUE, queueing_lock=SEND_DUE)
@by_job
def send_due_messages(timestamp: int = 0) -> None:
    send_due(now=clock.now())
