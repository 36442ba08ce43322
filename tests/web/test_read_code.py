"""What is printed on a label is what is read from a photograph of it."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from equipoise.paper.code import draw_code
from equipoise.web.read_code import NoPicture, Seen, read_codes


def photograph(*codes: str, turned: float = 0, light: float = 1) -> bytes:
    """A grey table with labels on it, as a phone would take it."""
    table = Image.new("L", (900, 500), 190)
    for place, words in enumerate(codes):
        drawn = zxingcpp.create_barcode(words, zxingcpp.BarcodeFormat.DataMatrix)
        label = Image.fromarray(drawn.to_image(scale=8, add_quiet_zones=True))
        table.paste(label, (80 + 420 * place, 120))
    taken = BytesIO()
    seen = table.rotate(turned, expand=True, fillcolor=190).point([round(grey * light) for grey in range(256)])
    seen.save(taken, "JPEG", quality=70)
    return taken.getvalue()


def test_a_code_is_read_from_a_photograph() -> None:
    assert read_codes(photograph("S01-0001-9.C1.B1")).codes == ("S01-0001-9.C1.B1",)


@pytest.mark.parametrize("turned", [17, 45, 90, 180, 251])
def test_a_photograph_may_be_held_at_any_angle(turned: float) -> None:
    assert read_codes(photograph("S01-0001-9", turned=turned)).codes == ("S01-0001-9",)


@pytest.mark.parametrize("light", [0.3, 0.1, 0.04])
def test_a_dark_photograph_is_read_as_long_as_a_code_can_be_told_from_its_label(light: float) -> None:
    assert read_codes(photograph("S01-0001-9", light=light)).codes == ("S01-0001-9",)


def test_a_photograph_without_light_is_told_from_one_without_a_code() -> None:
    assert read_codes(photograph(light=0.02)) == Seen((), dark=True)
    assert not read_codes(photograph()).dark


def test_a_photograph_on_its_side_is_read_as_its_telephone_marked_it() -> None:
    with Image.open(BytesIO(photograph("S01-0001-9"))) as upright:
        marks = upright.getexif()
        marks[0x0112] = 6  # the telephone was held upright while its camera lies on its side
        taken = BytesIO()
        upright.save(taken, "JPEG", exif=marks)
    assert read_codes(taken.getvalue()).codes == ("S01-0001-9",)


def test_two_codes_on_one_photograph_are_both_told() -> None:
    assert set(read_codes(photograph("BAG-1", "BAG-2")).codes) == {"BAG-1", "BAG-2"}


def test_a_photograph_without_a_code_tells_none() -> None:
    assert read_codes(photograph()) == Seen(())


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
