"""The running camera in a browser that has no reader of its own, as none on Linux has: a film of two labels stands for the camera.

A file of its own: a browser with another camera cannot run beside the one that the other files share.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from tests.browser import a_browser
from tests.web.bedside import photograph
from tests.web.test_bedside_in_a_browser import page_of
from tests.web.ward import Ward, ward

__all__ = ["ward"]
BESIDE_THE_CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def film(place: Path, *codes: str) -> Path:
    """What a camera sees for some seconds: a table, then each label in turn, held a little askew."""
    frames = []
    for words in ("", *codes):
        table = Image.new("L", (1280, 720), 120)
        if words:
            with Image.open(photograph(words)) as label:
                held = label.convert("L").resize((800, 400)).rotate(9, expand=True, fillcolor=120)
            table.paste(held, (200, 100))
        taken = BytesIO()
        table.convert("RGB").save(taken, "JPEG", quality=80)
        frames.append(taken.getvalue() * (60 if words else 20))
    place.write_bytes(b"".join(frames))
    return place


def test_the_running_camera_reads_wristband_and_bag_where_the_browser_has_no_reader(
    site: str, ward: Ward, tmp_path: Path
) -> None:
    ward.receive()
    seen = film(tmp_path / "camera.mjpeg", ward.number, ward.bag)
    with a_browser(*BESIDE_THE_CAMERA, f"--use-file-for-fake-video-capture={seen}") as filming:
        page = page_of(filming, site, ward, "zh")
        page.goto(site + ward.to("verify"))
        assert page.evaluate("'BarcodeDetector' in window") is False
        page.get_by_role("button", name="使用摄像头扫描").click()
        expect(page.get_by_role("button", name="关闭摄像头")).to_be_visible()
        expect(page.get_by_role("heading", name="扫描相符")).to_be_visible(timeout=40_000)
        assert page.locator(".compared dd").all_inner_texts() == [ward.number, ward.bag]
        page.goto(site + ward.step("receive_bag").replace("receive_bag", "decide_excursion"))
        assert not page.get_by_role("button", name="使用摄像头扫描").count()
        page.context.close()
