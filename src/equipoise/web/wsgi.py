"""The WSGI application: what a web server runs."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "equipoise.web.settings")

from django.core.wsgi import get_wsgi_application  # the settings must be named first

application = get_wsgi_application()
