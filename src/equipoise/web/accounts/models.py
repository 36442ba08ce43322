"""What accounts keep beside Django's own tables."""

from __future__ import annotations

from django.db import models


class SignInAttempt(models.Model):
    """An attempt to sign in that has not succeeded (yet): enough of them close a name for a while."""

    username = models.CharField(max_length=150, db_index=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "accounts"

    def __str__(self) -> str:
        return f"{self.username} {self.at:%Y-%m-%d %H:%M}"


class FirstPassword(models.Model):
    """A password that somebody else made: its owner changes it before anything else."""

    username = models.CharField(max_length=150, unique=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "accounts"

    def __str__(self) -> str:
        return self.username
