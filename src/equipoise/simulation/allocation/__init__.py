"""What a study's own allocation does, by trying it many times. Start here: `report.py`."""

from equipoise.simulation.allocation.report import Report, Spread, simulate

__all__ = ["Report", "Spread", "simulate"]
