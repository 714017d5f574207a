from staff.models.access_event import AccessEvent
from staff.models.account_link import AccountLink
from staff.models.base import Checked, Revised, lock_unchanged
from staff.models.submitted_form import SubmittedForm
from staff.models.user import User, UserManager, UserQuerySet

__all__ = [
    "AccessEvent",
    "AccountLink",
    "Checked",
    "Revised",
    "SubmittedForm",
    "User",
    "UserManager",
    "UserQuerySet",
    "lock_unchanged",
]
