"""How values become coordinates, and the round values that an axis shows."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

LOG_FACTORS = ((1, 2, 5), (1, 3), (1,))


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from its lowest to its highest value, as a stretch from start to end on the sheet."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """The coordinate of a value; one beyond the axis stands at its edge."""
        inside = min(max(value, self.low), self.high)
        low, value, high = (log10(each) if self.logarithmic else each for each in (self.low, inside, self.high))
        return self.start + (self.end - self.start) * (value - low) / (high - low)

    def holds(self, value: float) -> bool:
        """Whether a value lies on the axis."""
        return self.low <= value <= self.high


def even_ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """Multiples of 1, 2 or 5 times a power of 10 from at or below the lowest to at or above the highest value."""
    high = high if high > low else low + max(1.0, abs(low) / 10)
    power = floor(log10((high - low) / most))
    steps = [(factor, power + more) for more in (0, 1) for factor in (1, 2, 5)]
    factor, power = next(step for step in steps if _tick(*step) * most >= (high - low) * (1 - 1e-12))
    step = _tick(factor, power)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return tuple(_tick(factor * index, power) for index in range(first, max(last, first + 1) + 1))


def log_ticks(low: float, high: float, most: int = 8) -> tuple[float, ...]:
    """Round values of a logarithmic axis, from at or below the lowest to at or above the highest value; both above 0.

    The finest of three series that needs no more ticks than asked for; the powers of 10 where all need more.
    """
    series = [_log_series(low, high, factors) for factors in LOG_FACTORS]
    return next((ticks for ticks in series if len(ticks) <= most), series[-1])


def _log_series(low: float, high: float, factors: tuple[int, ...]) -> tuple[float, ...]:
    powers = range(floor(log10(low)), ceil(log10(high)) + 2)
    values = [_tick(factor, power) for power in powers for factor in factors]
    start = max(index for index, value in enumerate(values) if value <= low * (1 + 1e-9))
    end = next(index for index, value in enumerate(values) if index > start and value >= high * (1 - 1e-9))
    return tuple(values[start : end + 1])


def say_number(value: float, decimals: int | None = None) -> str:
    """A number as print shows it: a true minus sign, thousands apart, as many decimals as asked for or as it has."""
    words = f"{value:,.10g}" if decimals is None else f"{value:,.{decimals}f}"
    return words.replace("-", "−")


def finite(value: float | None) -> float | None:
    """The value where it can be drawn, nothing where it is absent or not a finite number."""
    return value if value is not None and isfinite(value) else None


def _tick(count: int, power: int) -> float:
    """count · 10^power without the noise of a product of floats."""
    return float(f"{count}e{power}")
