"""The web application for gunicorn. Refuses to start on unsafe settings."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ivcboard.settings")
application = get_wsgi_application()

from ivcboard.guards import refuse_unsafe_start  # noqa: E402  (apps must be loaded first)

refuse_unsafe_start()
