from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest

from equipoise.ledger.memory import MemoryStore
from equipoise.paper import Fonts, find_fonts, set_html
from equipoise.report import REPORTS, Built, Material, Order, files_of, imprint_of, manifest, order_of, view_of
from equipoise.report.material import View
from equipoise.trial.state import Trial
from equipoise.values.text import LANGUAGES, Language
from tests.rehearsals import FIRST, SECOND, played
from tests.report.cut import SOFTWARE, masked_material, material

PAGES = Order(languages=("en",), formats=("html",))


def built(made: Material, order: Order = PAGES, fonts: Fonts | None = None) -> tuple[dict[str, bytes], Built]:
    account = Built()
    return dict(files_of(made, order, fonts or Fonts(), account)), account


def fresh(study: str = FIRST) -> Material:
    done = played(study)
    trial = done.trial
    day = date.fromisoformat(trial.recorded[-1][:10])
    version = trial.version_on(day)
    return Material(trial, version, imprint_of(trial, version, day, done.store, SOFTWARE), False, True)


def test_the_same_facts_give_the_same_bytes() -> None:
    order = Order(formats=("html",))
    (one, first), (two, second) = built(fresh(), order), built(fresh(), order)
    assert one == two
    assert manifest(fresh(), order, Fonts(), first) == manifest(fresh(), order, Fonts(), second)


def test_a_pdf_is_alike_to_the_byte() -> None:
    order = Order(("ethics",), ("en",), ("pdf",))
    one, two = (built(fresh(), order, find_fonts())[0] for _ in range(2))
    assert one["ethics.en.pdf"].startswith(b"%PDF-")
    assert one == two


def test_every_report_is_a_page_and_the_registry_is_data_too() -> None:
    files, account = built(material())
    assert set(files) == {
        "csr.en.html", "csr-appendices.en.html", "dsmb-open.en.html", "dsmb-closed.en.html", "ethics.en.html",
        "registry.en.html", "registry.json", "numbers.json",
    }  # fmt: skip
    assert not account.left_out
    assert account.files["csr.en.html"] == (hashlib.sha256(files["csr.en.html"]).hexdigest(), len(files["csr.en.html"]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", REPORTS)
def test_every_report_carries_what_it_rests_on(key: str, language: Language) -> None:
    made = material()
    view = view_of(made, REPORTS[key])
    assert isinstance(view, View)
    for make in REPORTS[key].documents.values():
        page = set_html(make(view), language).decode()
        assert made.imprint.hash in page
        assert made.imprint.digest in page
        assert SOFTWARE.sha256 in page
        assert f" {made.imprint.head}" in page or f"第{made.imprint.head}条" in page
        assert "nan" not in page.split("<main>")[1].lower().replace("finance", "").replace("maintenance", "").split()


def test_a_manifest_says_everything_that_is_needed_to_build_again() -> None:
    order = Order(("ethics",), ("zh",), ("html",))
    _, account = built(material(), order)
    found = json.loads(manifest(material(), order, Fonts("Noto Serif CJK SC"), account))
    assert order_of(found) == order
    assert found["head"] == {"seq": material().imprint.head, "hash": material().imprint.hash}
    assert found["software"]["sha256"] == SOFTWARE.sha256
    assert list(found["files"]) == ["ethics.zh.html"]


def test_a_cut_before_the_first_participant_is_a_report_of_nobody() -> None:
    files, account = built(material(cut=date(2001, 1, 1)))
    assert not account.left_out
    page = files["csr.en.html"].decode()
    assert "N = 0" in page
    assert json.loads(files["registry.json"])["resultsSection"]["participantFlowModule"]["periods"]


def test_a_ledger_without_facts_has_a_report_too() -> None:

    trial = Trial(played().trial.protocols)
    study = trial.protocols.first
    imprint = imprint_of(trial, study, date(2018, 1, 1), MemoryStore(), SOFTWARE)
    assert imprint.head == 0 and imprint.hash == ""
    files, _ = built(Material(trial, study, imprint, False, True))
    assert "there are no facts" in files["ethics.en.html"].decode()


def language_of(name: str) -> Language:
    return "zh" if ".zh." in name else "en"


def test_a_masked_study_never_tells_an_arm() -> None:
    made = masked_material()
    order = Order(formats=("html",))
    files, account = built(made, order)
    assert set(account.left_out) == {"dsmb-closed", "registry"}
    arms = [arm.label.text for arm in made.study.arms.values()]
    secret = json.loads(manifest(made, order, Fonts(), account))["head"]["hash"]
    for name, content in files.items():
        page = content.decode()
        assert secret not in page, name
        design = 1 if name.startswith("csr.") else 0  # section 9.1 names the arms once, as the protocol does
        for arm in arms:
            told = page.count(f"<td>{arm.in_(language_of(name))}</td>")
            assert told <= design, name
    numbers = json.loads(files["numbers.json"])
    columns = {
        address.rpartition("/")[2] for address in numbers if address.startswith(("disposition", "adverse_events/"))
    }
    assert columns == {"all"}


def test_the_closed_report_of_a_masked_study_is_for_those_who_may() -> None:
    files, account = built(masked_material(closed=True), Order(("dsmb-closed",), ("en",), ("html",)))
    assert not account.left_out
    page = files["dsmb-closed.en.html"].decode()
    assert all(arm.label.en in page for arm in masked_material().study.arms.values())


def test_a_study_without_a_product_or_a_boundary_has_every_report() -> None:
    done = played(SECOND, 3, 5)
    trial = done.trial
    day = date.fromisoformat(trial.recorded[-1][:10])
    version = trial.version_on(day)
    made = Material(trial, version, imprint_of(trial, version, day, done.store, SOFTWARE), False, True)
    files, account = built(made)
    assert not account.left_out
    assert "csr.en.html" in files
