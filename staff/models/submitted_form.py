from django.db import models

from staff.models.user import User


class SubmittedForm(models.Model):
    """One form that was sent and saved. Sending it again leads to the same place, not to a copy."""

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT)
    path = models.CharField(max_length=200)
    location = models.CharField(max_length=400)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.path} → {self.location}"
