"""Brings the web's part of an installation up: Django's settings, the tables of accounts and sessions."""

from __future__ import annotations

import os

import django
from django.core.management import call_command


def prepare() -> None:
    """Set Django up and bring its tables to the present version; safe to repeat. The command line calls it before it serves
    or lets people in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "equipoise.web.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
