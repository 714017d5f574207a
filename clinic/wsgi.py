"""What the web server loads. DATABASE_URL must be set by then; `manage.py serve` sees to it."""

import os

from django.core.wsgi import get_wsgi_application

from clinic.gateway import guarded
from clinic.production import demand_safe_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

demand_safe_settings()
application = guarded(get_wsgi_application())
