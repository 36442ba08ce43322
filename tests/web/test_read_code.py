"""What is printed on a label is what is read from a photograph of it."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from equipoise.paper.code import draw_code
from equipoise.web.read_code import NoPicture, read_codes


def photograph(*codes: str, turned: float = 0) -> bytes:
    """A grey table with labels on it, as a phone would take it."""
    table = Image.new("L", (900, 500), 190)
    for place, words in enumerate(codes):
        drawn = zxingcpp.create_barcode(words, zxingcpp.BarcodeFormat.DataMatrix)
        label = Image.fromarray(drawn.to_image(scale=8, add_quiet_zones=True))
        table.paste(label, (80 + 420 * place, 120))
    taken = BytesIO()
    table.rotate(turned, fillcolor=190).save(taken, "JPEG", quality=70)
    return taken.getvalue()


def test_a_code_is_read_from_a_photograph() -> None:
    assert read_codes(photograph("S01-0001-9.C1.B1")) == ("S01-0001-9.C1.B1",)


def test_a_photograph_may_be_askew() -> None:
    assert read_codes(photograph("S01-0001-9", turned=17)) == ("S01-0001-9",)


def test_two_codes_on_one_photograph_are_both_told() -> None:
    assert set(read_codes(photograph("BAG-1", "BAG-2"))) == {"BAG-1", "BAG-2"}


def test_a_photograph_without_a_code_tells_none() -> None:
    assert read_codes(photograph()) == ()


@given(some.binary(max_size=300))
def test_bytes_that_are_no_photograph_are_refused(taken: bytes) -> None:
    with pytest.raises(NoPicture):
        read_codes(taken)


def test_a_cut_photograph_is_refused_or_tells_nothing() -> None:
    whole = photograph("S01-0001-9")
    with pytest.raises(NoPicture):
        read_codes(whole[: len(whole) // 2])


def test_a_code_is_drawn_alike_each_time_and_tells_nothing_of_its_maker() -> None:
    drawn = draw_code("S01-0001-9.C1.B1")
    assert drawn == draw_code("S01-0001-9.C1.B1") and drawn.startswith("<svg") and "desc" not in drawn
