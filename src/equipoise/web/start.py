"""Brings the web's part of an installation up: Django's settings, the tables of accounts and sessions, the first records."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import django
import msgspec
from django.core.management import call_command

from equipoise.registry.record import Record
from equipoise.web.home import Home, home
from equipoise.web.index import IndexFault
from equipoise.web.registry import Registry
from equipoise.web.trials import study_folders


def prepare() -> None:
    """Set Django up and bring its tables to the present version; safe to repeat. The command line calls it before it serves
    or lets people in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "equipoise.web.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    take_over_own_records(home())


def take_over_own_records(place: Home) -> int:
    """Takes the registry records of the studies at hand over into the registry, so that they are found like any other; how many
    were new. A registry that another process is writing is left for the next start."""
    # A registry of its own: what is opened here must not be shared with workers that are forked later.
    kept = Registry(place.folder / "registry")
    missing = [record for record in _own_records(place) if kept.records.latest(record.nct_id) is None]
    if not missing:
        return 0
    try:
        return kept.take_over(missing, datetime.now(UTC), "study files").new
    except IndexFault:
        return 0


def _own_records(place: Home) -> Iterator[Record]:
    for folder in study_folders(place).values():
        file = folder.joinpath("record.json")
        if file.is_file():
            record = Record(msgspec.json.decode(file.read_bytes()))
            if record.nct_id:
                yield record
