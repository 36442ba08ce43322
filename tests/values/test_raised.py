"""Powers of ten with raised figures."""

from __future__ import annotations

from equipoise.values.raised import power_of_ten, raise_powers


def test_a_power_is_raised_with_its_sign() -> None:
    assert (power_of_ten(9), power_of_ten(-3), power_of_ten(12)) == ("10⁹", "10⁻³", "10¹²")


def test_only_powers_of_ten_are_changed() -> None:
    assert raise_powers("1.5×10^9 cells, 2^3, 10^-2/L") == "1.5×10⁹ cells, 2^3, 10⁻²/L"
