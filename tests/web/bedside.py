"""What a test does at the bedside: scan, confirm, photograph a code, take a step of the bag."""

from __future__ import annotations

import re
from io import BytesIO

import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from PIL import Image

from equipoise.facts.study import ActRefused
from tests.web.conftest import PASSWORD
from tests.web.ward import NURSE, SECOND, Ward

KEY = re.compile(r'name="~key" value="([^"]+)"')


def key_in(page: HttpResponse) -> str:
    found = KEY.search(page.content.decode())
    assert found is not None
    return found[1]


def scan(ward: Ward, wristband: str, bag: str, **more: object) -> HttpResponse:
    """Both scanned on a fresh page."""
    nurse = ward.as_(NURSE)
    key = key_in(nurse.get(ward.to("verify")))
    return nurse.post(ward.to("verify"), {"~key": key, "wristband": wristband, "bag": bag, **more})


def confirm(ward: Ward, second: str = SECOND, password: str = PASSWORD, **more: object) -> HttpResponse:
    sent = {"~act": "confirm", "second": second, "second_password": password, **more}
    return scan(ward, ward.number, ward.bag, **sent)


def attempts(ward: Ward) -> list[ActRefused]:
    return [fact.body for fact in ward.one().facts.of(ActRefused) if fact.body.act == "verify_bag"]


def photograph(*codes: str) -> SimpleUploadedFile:
    table = Image.new("L", (1000, 500), 190)
    for place, words in enumerate(codes):
        drawn = zxingcpp.create_barcode(words, zxingcpp.BarcodeFormat.DataMatrix)
        table.paste(Image.fromarray(drawn.to_image(scale=8, add_quiet_zones=True)), (60 + 440 * place, 120))
    taken = BytesIO()
    table.save(taken, "PNG")
    return SimpleUploadedFile("code.png", taken.getvalue(), "image/png")


def step(ward: Ward, name: str, who: str = NURSE, query: str = "", **typed: object) -> HttpResponse:
    """An act of the bag, sent from its page."""
    person = ward.as_(who)
    address = ward.step(name) + query
    key = key_in(person.get(address))
    return person.post(address, {"~key": key, "username": who, "password": PASSWORD, **typed})


def begun(ward: Ward) -> None:
    ward.receive()
    ward.pass_(minutes=5)
    ward.verify()
    ward.pass_(minutes=2)
    ward.start()
