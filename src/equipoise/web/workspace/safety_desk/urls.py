"""Where the pages of this desk are, below the study."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
