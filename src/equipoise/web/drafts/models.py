"""The table of drafts. It stands beside the ledger, never in it."""

from __future__ import annotations

from django.db import models


class Draft(models.Model):
    """What one person typed into one form: sealed, since a half-filled form says as much about a participant as a saved one."""

    owner = models.CharField(max_length=150)
    study = models.CharField(max_length=64)
    participant = models.CharField(max_length=64)
    form = models.CharField(max_length=64)
    instance = models.CharField(max_length=200)
    at = models.DateTimeField(db_index=True)
    sealed = models.BinaryField()

    class Meta:
        app_label = "drafts"
        constraints = (
            models.UniqueConstraint(
                fields=["study", "participant", "form", "instance", "owner"], name="one_draft_a_person_and_form"
            ),
        )

    def __str__(self) -> str:
        return f"{self.owner}: {self.participant} {self.form} {self.instance}"


class Upload(models.Model):
    """A file that somebody sent and nobody has decided on yet: sealed, since it holds what a laboratory says of people."""

    token = models.CharField(max_length=32, unique=True)
    owner = models.CharField(max_length=150)
    study = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    mapping = models.CharField(max_length=100, default="")
    at = models.DateTimeField(db_index=True)
    sealed = models.BinaryField()

    class Meta:
        app_label = "drafts"

    def __str__(self) -> str:
        return f"{self.owner}: {self.name}"
