"""The cell laboratory's desk: one bag from its booking to the ward's door, wrong scans, results out of specification, call-backs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from equipoise.facts import Answer
from equipoise.facts.product import (
    BagReleased,
    BatchSeeded,
    CallBackSettled,
    Collected,
    LotRecalled,
    ResultAssessed,
    UnitTested,
)
from equipoise.paper import Cell, KeyValues, find_fonts, set_pages
from equipoise.trial import commands as act
from equipoise.web.read_code import read_codes
from equipoise.web.workspace.cells.labels import document, label_of, wristband
from equipoise.web.workspace.conceal import Concealment
from equipoise.web.workspace.find_unit import find_unit
from equipoise.web.workspace.release_lines import release_lines
from equipoise.web.workspace.scope import Scope
from tests.web.conftest import PASSWORD
from tests.web.laboratory import (
    COORDINATOR,
    INVESTIGATOR,
    NURSE,
    RELEASER,
    STUDY,
    TECHNICIAN,
    Laboratory,
    laboratory,
)
from tests.web.rehearsed_trials import MASKED, Rehearsed, rehearsed

__all__ = ["laboratory", "rehearsed"]
HIDDEN = re.compile(r'name="(~[\w.]+|content)" value="([^"]*)"')
SECOND = {"second": f"{TECHNICIAN}-2", "second_password": PASSWORD}


def words(page: bytes) -> str:
    """What a page says, without its markup."""
    main = page.decode().partition("<main")[2].partition("</main")[0] or page.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_a_place_is_booked_from_the_calendar(laboratory: Laboratory) -> None:
    calendar = laboratory.get(COORDINATOR, f"cells/calendar?participant={laboratory.number}").content.decode()
    day = laboratory.prepared.day
    address = f"participants/{laboratory.number}/do/book_collection?day={day}"
    assert address in calendar
    answer = laboratory.step(COORDINATOR, address, day=day.isoformat())
    assert answer.status_code == 302
    booked = laboratory.chain().collections[1].booked
    assert booked is not None and booked.body.day == day.isoformat()
    assert laboratory.collection in laboratory.get(TECHNICIAN, "cells").content.decode()


def test_the_calendar_marks_what_is_closed_and_books_nothing_on_it(laboratory: Laboratory) -> None:
    day, site = laboratory.prepared.day, laboratory.number.partition("-")[0]
    closing = act.SetDayOff(first=day.isoformat(), closed=("clinic", "apheresis"), name="停电", site=site)
    assert laboratory.do("administrator", closing).accepted
    calendar = laboratory.get(COORDINATOR, f"cells/calendar?participant={laboratory.number}").content
    assert f"book_collection?day={day}" not in calendar.decode()
    said = words(calendar)
    assert f"closed: apheresis – 停电 ({site})" in said
    assert f"The apheresis unit is closed on {day:%-d %B %Y}: 停电." in said
    assert "closed:" not in words(laboratory.get(COORDINATOR, "cells/calendar?from=2030-01-01").content)


def test_a_full_day_says_so_and_which_day_is_free(laboratory: Laboratory) -> None:
    laboratory.book()
    others = [number for number in laboratory.gateway.trial().participants if number != laboratory.number]
    held = laboratory.gateway.trial().version_on(laboratory.today).product
    assert held is not None and others
    page = laboratory.get(COORDINATOR, "cells/calendar").content.decode()
    assert f"/{held.capacity.incubator_places}" in page
    answer = laboratory.step(
        COORDINATOR,
        f"participants/{laboratory.number}/do/book_collection",
        day=(laboratory.prepared.day + timedelta(days=60)).isoformat(),
    )
    assert answer.status_code == 409
    assert "lies outside the days of this collection" in words(answer.content)


def test_a_collection_is_recorded_with_its_form_and_the_lots_of_the_form_are_the_lots_of_the_chain(
    laboratory: Laboratory,
) -> None:
    laboratory.book()
    laboratory.morning(laboratory.prepared.day)
    laboratory.examine()
    path = f"units/{laboratory.collection}/do/collect"
    kit = {
        "PRDAT~y": str(laboratory.today.year), "PRDAT~m": str(laboratory.today.month), "PRDAT~d": str(laboratory.today.day),
        "KITLOT": "(01)04012345678901(10)KIT9(17)300131", "KITEXP~y": "2030", "KITEXP~m": "1", "KITEXP~d": "31",
        "ACDLOT": "AC7",
    }  # fmt: skip
    typed = {
        "wristband": laboratory.number, "label": laboratory.collection.lower(), "volume_ml": "92.5", "mononuclear_cells": "5.7e9",
        "second": f"{NURSE}-2", "second_password": PASSWORD, **kit,
    }  # fmt: skip
    wrong = laboratory.step(NURSE, path, **{**typed, "wristband": "S01-0001-X"})
    assert wrong.status_code == 422
    assert f"Wanted is {laboratory.number}" in words(wrong.content)
    assert laboratory.one().facts.first(Collected) is None
    alone = laboratory.step(NURSE, path, **{**typed, "second": NURSE})
    assert alone.status_code in (403, 409)
    done = laboratory.step(NURSE, path, **typed)
    assert done.status_code == 302, words(done.content)
    body = laboratory.one().facts.first(Collected).body  # type: ignore[union-attr]
    assert body.mononuclear_cells == 5_700_000_000
    assert body.lots == {"Apheresis kit": "KIT9", "ACD-A": "AC7"}
    assert body.expires == {"Apheresis kit": "2030-01-31"}


def test_what_stands_against_a_collection_is_told_before_anybody_is_connected(laboratory: Laboratory) -> None:
    path = f"units/{laboratory.collection}/do/collect"
    assert "This stands against it now" in words(laboratory.get(NURSE, path).content), "nothing is booked"
    laboratory.book()
    laboratory.morning(laboratory.prepared.day)
    laboratory.examine()
    after = words(laboratory.get(NURSE, path).content)
    assert "This stands against it now" not in after


def test_each_step_of_a_culture_tells_beforehand_only_what_stands_against_it(laboratory: Laboratory) -> None:
    laboratory.grow()
    fill = f"units/{laboratory.bag}/do/formulate_bag"
    assert "This stands against it now" not in words(laboratory.get(TECHNICIAN, fill).content)
    seed = f"units/{laboratory.collection}/do/seed_batch"
    assert "This stands against it now" in words(laboratory.get(TECHNICIAN, seed).content), "it was seeded already"


def test_an_expired_lot_is_refused_where_it_is_scanned(laboratory: Laboratory) -> None:
    laboratory.grow()
    laboratory.pass_(minutes=5)
    path = f"units/{laboratory.bag}/do/formulate_bag"
    typed = {
        "label": laboratory.batch, "volume_ml": "50", "concentration_per_ml": "1.3e7", "viability_pct": "91", "nk_pct": "88",
        "t_cell_pct": "6", "lots.0.material": "SALINE", **SECOND,
    }  # fmt: skip
    refused = laboratory.step(TECHNICIAN, path, **{**typed, "lots.0.lot": "]d2010401234567890117170131" + "10OLD1"})
    assert refused.status_code == 409
    assert "Lot OLD1 of SALINE expired on" in words(refused.content)
    done = laboratory.step(TECHNICIAN, path, **{**typed, "lots.0.lot": "]d2010401234567890117300131" + "10NEW2"})
    assert done.status_code == 302
    bag = laboratory.chain().bags[laboratory.bag]
    assert bag.formulated.body.lots == {"SALINE": "NEW2"}
    assert bag.formulated.body.expires == {"SALINE": "2030-01-31"}


@pytest.mark.parametrize(
    ("language", "says", "further"),
    [
        ("en", "is filled already", "Fill a further bag of this harvest"),
        ("zh", "已分装。", "分装同次收获的下一袋"),
    ],
)
def test_a_page_left_open_does_not_fill_another_bag(
    laboratory: Laboratory, language: str, says: str, further: str
) -> None:
    laboratory.grow()
    visitor = laboratory.as_(TECHNICIAN, language)
    path = f"/workspace/{STUDY}/units/{laboratory.bag}/do/formulate_bag"
    one, left_open = (dict(HIDDEN.findall(visitor.get(path).content.decode())) for _ in range(2))
    typed = {
        "~act": "do", "username": TECHNICIAN, "label": laboratory.batch, "volume_ml": "50", "concentration_per_ml": "1.3e7",
        "viability_pct": "91", "nk_pct": "88", "t_cell_pct": "6", **SECOND,
    }  # fmt: skip
    assert visitor.post(path, {**one, **typed}).status_code == 302
    assert visitor.post(path, {**one, **typed}).status_code == 302, "sent twice from one page it is done once"
    refused = visitor.post(path, {**left_open, **typed, "volume_ml": "60"})
    assert refused.status_code == 409
    assert says in words(refused.content) and further in words(refused.content)
    assert list(laboratory.chain().bags) == [laboratory.bag]


def test_a_bag_goes_from_its_filling_to_the_door(laboratory: Laboratory) -> None:
    laboratory.grow()
    fill = laboratory.step(
        TECHNICIAN, f"units/{laboratory.bag}/do/formulate_bag", label=laboratory.batch, volume_ml="50", concentration_per_ml="1.3 × 10^7",
        viability_pct="91", nk_pct="88", t_cell_pct="6", counted="212 198 205", **SECOND,
    )  # fmt: skip
    assert fill["Location"].endswith(f"/units/{laboratory.bag}/do/label_bag")
    laboratory.pass_(minutes=10)
    labels = {"label": laboratory.bag, "printed": "3", "used": "1", "destroyed": "1", "archived": "0", **SECOND}
    short = laboratory.step(TECHNICIAN, f"units/{laboratory.bag}/do/label_bag", **labels)
    assert short.status_code == 409 and "Labels do not agree" in words(short.content)
    labelled = laboratory.step(TECHNICIAN, f"units/{laboratory.bag}/do/label_bag", **{**labels, "archived": "1"})
    assert labelled.status_code == 302
    laboratory.pass_(minutes=10)
    sheet = laboratory.step(
        TECHNICIAN, f"units/{laboratory.bag}/results", identity="MATCH", appearance="CONFORMS", endotoxin="<0.5", gram="NO ORGANISM",
        mycoplasma="NEGATIVE",
    )  # fmt: skip
    assert sheet["Location"].endswith(f"/units/{laboratory.bag}/release")
    laboratory.pass_(minutes=10)
    panel = laboratory.get(RELEASER, f"units/{laboratory.bag}/release").content.decode()
    assert "Sign: Conditional release" in panel and "Sign: Full release" not in panel
    released = laboratory.step(
        RELEASER, f"units/{laboratory.bag}/do/release_bag?kind=conditional", password=PASSWORD,
        meaning="I release this bag: I have reviewed its batch record and its results / 本人已审核批记录与检验结果，批准放行该袋",
    )  # fmt: skip
    assert released.status_code == 302, words(released.content)
    body = laboratory.one().facts.first(BagReleased).body  # type: ignore[union-attr]
    assert body.kind == "conditional" and body.awaiting == ("sterility",)
    wrong = laboratory.step(
        TECHNICIAN, f"units/{laboratory.bag}/do/dispatch_bag", label="S01-0001-B01-H1-1-X", temperature_c="5"
    )
    assert wrong.status_code == 422
    sent = laboratory.step(
        TECHNICIAN, f"units/{laboratory.bag}/do/dispatch_bag", label=laboratory.bag, temperature_c="5"
    )
    assert sent.status_code == 302
    record = words(laboratory.get(TECHNICIAN, f"units/{laboratory.batch}/record").content)
    assert f"{TECHNICIAN} + {TECHNICIAN}-2" in record and "M77" in record
    assert "conditional release" in record


def test_what_changed_since_the_page_was_opened_is_not_signed_unseen(laboratory: Laboratory) -> None:
    laboratory.grow()
    laboratory.fill()
    laboratory.test()
    releaser = laboratory.as_(RELEASER)
    address = f"/workspace/{STUDY}/units/{laboratory.bag}/do/release_bag?kind=conditional"
    page = releaser.get(address).content.decode()
    carried = dict(re.findall(r'name="(~[\w.]+|content)" value="([^"]*)"', page))
    result = act.RecordResult(
        participant=laboratory.number, unit=laboratory.bag, attribute="sterility", value="NO GROWTH", final=False
    )
    laboratory.do("cell_technician", result)
    sent = {**carried, "~act": "do", "username": RELEASER, "password": PASSWORD, "meaning": "x"}
    answer = releaser.post(address, sent)
    if b"~confirmed" in answer.content:
        sent |= dict(re.findall(r'name="(~confirmed)" value="([^"]*)"', answer.content.decode()))
        answer = releaser.post(address, sent)
    assert answer.status_code == 409
    assert "What this page showed has changed" in words(answer.content)
    assert laboratory.one().facts.first(BagReleased) is None


def test_a_result_out_of_specification_is_investigated_before_an_exception(laboratory: Laboratory) -> None:
    laboratory.grow()
    laboratory.fill()
    laboratory.test(appearance="CLUMPS")
    panel = laboratory.get(RELEASER, f"units/{laboratory.bag}/release").content.decode()
    assert "laboratory phase due" in panel and "Appearance fails" in words(panel.encode())
    first = laboratory.one().facts.of(UnitTested)
    seq = next(fact.seq for fact in first if fact.body.attribute == "appearance")
    path = f"units/{laboratory.bag}/do/assess_result?result={seq}"
    closed = laboratory.step(
        RELEASER, path, finding="assignable", reason="The lamp was broken", password=PASSWORD, second=f"{RELEASER}-2",
        second_password=PASSWORD,
    )  # fmt: skip
    assert closed.status_code == 302, words(closed.content)
    assert laboratory.one().facts.first(ResultAssessed) is not None
    after = laboratory.get(RELEASER, f"units/{laboratory.bag}/release").content.decode()
    assert "set aside" in after
    rejected = laboratory.step(
        RELEASER, f"units/{laboratory.bag}/do/reject_bag", attributes="appearance", reason="Clumps", password=PASSWORD, meaning="x"
    )  # fmt: skip
    assert rejected.status_code == 302, words(rejected.content)
    assert laboratory.chain().bags[laboratory.bag].state == "rejected"


def test_a_line_of_results_that_cannot_stand_keeps_what_was_typed_and_records_the_others(
    laboratory: Laboratory,
) -> None:
    laboratory.grow()
    laboratory.fill()
    answer = laboratory.step(TECHNICIAN, f"units/{laboratory.bag}/results", identity="MATCH", endotoxin="low")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="low"' in page and "1 results are recorded" in words(answer.content)
    assert [fact.body.attribute for fact in laboratory.one().facts.of(UnitTested)] == ["identity"]


def test_growth_after_the_release_calls_back_and_is_settled(laboratory: Laboratory) -> None:
    laboratory.grow()
    laboratory.fill()
    laboratory.test()
    laboratory.do(
        "quality_releaser", act.ReleaseBag(participant=laboratory.number, bag=laboratory.bag, kind="conditional")
    )
    laboratory.pass_(minutes=30)
    found = act.RecordResult(participant=laboratory.number, unit=laboratory.bag, attribute="sterility", value="GROWTH")
    laboratory.do("quality_releaser", found, who=f"{RELEASER}-2")
    laboratory.pass_(hours=2)
    page = laboratory.get(RELEASER, "cells/call-backs").content.decode()
    assert laboratory.bag in page and "not told" in page and laboratory.batch in page
    seq = laboratory.one().facts.of(UnitTested)[-1].seq
    told = f"units/{laboratory.bag}/do/take_call_back_step?result={seq}&step=told"
    for role in ("investigator", "infusion_nurse"):
        assert laboratory.step(RELEASER, told, step="told", whom=role, how="by telephone").status_code == 302
    settle = laboratory.step(
        RELEASER, f"units/{laboratory.bag}/do/settle_call_back?result={seq}", resume="resume", reason="Contamination of the sample",
        password=PASSWORD, second=INVESTIGATOR, second_password=PASSWORD,
    )  # fmt: skip
    assert settle.status_code == 302, words(settle.content)
    assert laboratory.one().facts.first(CallBackSettled).body.resume  # type: ignore[union-attr]
    day = laboratory.get(TECHNICIAN, "cells").content.decode()
    assert "Sterility: Growth" in day


def test_a_lot_is_found_both_ways_and_recalled_with_its_reach_shown_before(laboratory: Laboratory) -> None:
    laboratory.grow()
    laboratory.fill()
    found = laboratory.get(RELEASER, "cells/search?q=M77").content.decode()
    assert laboratory.batch in found and laboratory.bag in found and "Recall this lot" in found
    tree = laboratory.get(TECHNICIAN, f"cells/search?q={laboratory.bag}").content.decode()
    assert "M77" in tree and "AC1" in tree and laboratory.collection in tree
    assert "Recall this lot" not in laboratory.get(TECHNICIAN, "cells/search?q=M77").content.decode()
    step = "do/recall_lot?material=medium&lot=M77"
    shown = laboratory.get(RELEASER, step).content.decode()
    assert laboratory.bag in shown
    done = laboratory.step(RELEASER, step, material="medium", lot="M77", reason="Supplier's notice", password=PASSWORD)
    assert done.status_code == 302, words(done.content)
    assert laboratory.gateway.trial().study.first(LotRecalled) is not None
    panel = words(laboratory.get(RELEASER, f"units/{laboratory.bag}/release").content)
    assert "Lot M77 of medium is recalled" in panel


def test_a_key_is_done_once_however_often_it_is_sent(laboratory: Laboratory) -> None:
    laboratory.book()
    laboratory.morning(laboratory.prepared.day)
    laboratory.examine()
    assert laboratory.get(NURSE, f"units/{laboratory.collection}/do/collect").status_code == 200
    path = f"participants/{laboratory.number}/do/book_collection"
    visitor = laboratory.as_(COORDINATOR)
    page = visitor.get(f"/workspace/{STUDY}/{path}").content.decode()
    carried = dict(re.findall(r'name="(~[\w.]+|content)" value="([^"]*)"', page))
    sent = {**carried, "~act": "do", "day": laboratory.prepared.day.isoformat()}
    head = laboratory.gateway.trial().head
    first, second = visitor.post(f"/workspace/{STUDY}/{path}", sent), visitor.post(f"/workspace/{STUDY}/{path}", sent)
    assert first.status_code == second.status_code
    assert laboratory.gateway.trial().head - head <= 1


def seeding(laboratory: Laboratory) -> tuple[Client, str, dict[str, str]]:
    """The page on which a collection is put into culture: who has it open, its address, what it carries."""
    laboratory.book()
    laboratory.morning(laboratory.prepared.day)
    laboratory.examine()
    collect = act.Collect(
        participant=laboratory.number, collection=laboratory.collection, number=1, second=f"{NURSE}-2",
        volume_ml=Decimal(90), mononuclear_cells=5_000_000_000, lots={"ACD-A": "AC1"},
    )  # fmt: skip
    laboratory.do("apheresis_nurse", collect)
    laboratory.pass_(hours=1)
    receive = act.ReceiveCollection(
        participant=laboratory.number, collection=laboratory.collection, verdict="accepted", temperature_c=Decimal(20)
    )
    laboratory.do("cell_technician", receive)
    visitor, address = laboratory.as_(TECHNICIAN), f"/workspace/{STUDY}/units/{laboratory.collection}/do/seed_batch"
    page = visitor.get(address).content.decode()
    return visitor, address, dict(re.findall(r'name="(~[\w.]+|content)" value="([^"]*)"', page))


def test_a_table_of_a_step_grows_without_a_script_and_the_act_is_not_taken(laboratory: Laboratory) -> None:
    visitor, address, carried = seeding(laboratory)
    head, rows = laboratory.gateway.trial().head, int(carried["~rows.MATERIALS"])
    answer = visitor.post(address, {**carried, "~act": "add:MATERIALS", "ROOMTEMP": "21", "username": TECHNICIAN})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'name="~rows.MATERIALS" value="{rows + 1}"' in page
    assert 'value="21"' in page, "what was typed stays"
    assert laboratory.gateway.trial().head == head
    assert visitor.post(address, {**carried, "~act": "add:NOWHERE"}).status_code == 400


def test_a_draft_of_a_step_that_is_too_long_is_said_so(laboratory: Laboratory) -> None:
    visitor, address, carried = seeding(laboratory)
    kept = visitor.post(f"{address}?draft", {**carried, "BEDEV": "drop on the bench"}).json()
    assert kept["says"].startswith("Draft kept")
    long = visitor.post(f"{address}?draft", {**carried, "BEDEV": "长" * 400_000}).json()
    assert long["says"] == "Too long to be kept as a draft"


def test_the_second_of_two_clicks_on_a_signature_is_told_as_done_not_as_changed(laboratory: Laboratory) -> None:
    laboratory.grow()
    laboratory.fill()
    laboratory.test()
    releaser = laboratory.as_(RELEASER)
    address = f"/workspace/{STUDY}/units/{laboratory.bag}/do/release_bag?kind=conditional"
    carried = dict(re.findall(r'name="(~[\w.]+|content)" value="([^"]*)"', releaser.get(address).content.decode()))
    meaning = "I release this bag: I have reviewed its batch record and its results / 本人已审核批记录与检验结果，批准放行该袋"
    sent = {**carried, "~act": "do", "username": RELEASER, "password": PASSWORD, "meaning": meaning}
    first = releaser.post(address, sent)
    if b"~confirmed" in first.content:
        sent |= dict(re.findall(r'name="(~confirmed)" value="([^"]*)"', first.content.decode()))
        first = releaser.post(address, sent)
    second = releaser.post(address, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert len(list(laboratory.one().facts.of(BagReleased))) == 1


def test_nothing_is_done_in_the_past_and_no_action_is_offered_there(laboratory: Laboratory) -> None:
    laboratory.grow()
    moment = (laboratory.now - timedelta(days=2)).strftime("%Y-%m-%dT%H:%MZ")
    page = laboratory.get(TECHNICIAN, f"cells?as_of={moment}").content.decode()
    assert laboratory.batch in page and "/do/" not in page
    answer = laboratory.as_(TECHNICIAN).post(
        f"/workspace/{STUDY}/units/{laboratory.bag}/results?as_of={moment}", {"~key": "k" * 20}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("who", ["monitor", "inspector"])
def test_readers_see_the_desk_and_who_may_act(laboratory: Laboratory, who: str) -> None:
    laboratory.grow()
    laboratory.fill()
    for path in (
        "cells",
        "cells/calendar",
        "cells/search?q=M77",
        "cells/call-backs",
        f"units/{laboratory.batch}/record",
    ):
        page = laboratory.get(f"demo-{who}", path)
        assert page.status_code == 200
        assert "/do/" not in page.content.decode()
    panel = laboratory.get(f"demo-{who}", f"units/{laboratory.bag}/release").content.decode()
    assert "Who may decide: Quality releaser" in panel
    assert laboratory.get(f"demo-{who}", f"units/{laboratory.bag}/results").status_code == 403


def test_what_does_not_exist_is_not_found(laboratory: Laboratory) -> None:
    for path in (
        "units/X-1/record",
        "units/X-1/release",
        f"units/{laboratory.batch}/release",
        f"units/{laboratory.bag}/labels",
    ):
        assert laboratory.get(RELEASER, path).status_code == 404
    assert laboratory.one().facts.first(BatchSeeded) is None


def test_a_study_without_a_product_has_no_laboratory(rehearsed: Rehearsed) -> None:
    for path in ("cells", "cells/calendar", "cells/search", "cells/call-backs"):
        assert rehearsed.get("coordinator", path, MASKED).status_code == 404


def test_a_label_holds_the_name_of_its_bag_and_nothing_else_and_says_it_in_both_languages(
    laboratory: Laboratory,
) -> None:
    laboratory.grow()
    laboratory.fill()
    found = find_unit(scope_of(laboratory), laboratory.bag)
    sheet = document(label_of(found, STUDY, laboratory.one().study.time_zone), 1, laboratory.now)
    pages = set_pages(sheet, "zh", find_fonts(), 200)
    assert len(pages) == 1
    assert read_codes(pages[0]).codes == (laboratory.bag,)
    printed = [
        str(cell.says)
        for block in sheet.blocks
        if isinstance(block, KeyValues)
        for _, cell in block.rows
        if isinstance(cell, Cell)
    ]
    assert laboratory.number in printed
    assert any("第 1 疗程（共 6）" in line and "course 1 of 6" in line for line in printed)
    assert any("UTC+08" in line for line in printed)
    band = set_pages(document(wristband(laboratory.one(), STUDY), 1, laboratory.now), "zh", find_fonts(), 200)
    assert len(band) == 1 and read_codes(band[0]).codes == (laboratory.number,)
    pdf = laboratory.get(TECHNICIAN, f"units/{laboratory.bag}/labels?copies=3")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")


def scope_of(laboratory: Laboratory) -> Scope:
    """The study as the technician reads it now."""
    trial = laboratory.gateway.trial()
    study = trial.version_on(laboratory.today)
    return Scope(
        STUDY, "cell_technician", trial, study, laboratory.now, laboratory.now, False, laboratory.today,
        Concealment(study, "cell_technician"),
    )  # fmt: skip


def test_a_later_amendment_changes_the_limits_of_no_bag_that_is_decided(laboratory: Laboratory) -> None:
    laboratory.grow()
    laboratory.fill()
    laboratory.test()
    assert _limit_of_viability(laboratory, least=95) == "≥ 95 %"
    release = act.ReleaseBag(participant=laboratory.number, bag=laboratory.bag, kind="conditional")
    assert laboratory.do("quality_releaser", release).accepted
    assert _limit_of_viability(laboratory, least=95) == "≥ 80 %"


def _limit_of_viability(laboratory: Laboratory, least: int) -> str:
    """The limit of viability that is shown of the bag after an amendment that asks for more."""
    scope, one, chain = scope_of(laboratory), laboratory.one(), laboratory.chain()
    assert one.study.product is not None
    release = one.study.product.release
    stricter = {**release, "viability": release["viability"].model_copy(update={"least": Decimal(least)})}
    planned = one.study.product.model_copy(update={"release": stricter})
    amended = replace(one, study=one.study.model_copy(update={"version": "9.9", "product": planned}))
    lines = release_lines(scope, amended, chain, chain.bags[laboratory.bag])
    return next(str(line.bound) for line in lines if line.line.attribute == "viability")


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "en",
            ("Clumps", "Viability is outside its limit: 76 %, limit ≥ 80 %", "in the whole course", "No organism seen"),
        ),
        (
            "zh",
            (
                "有团块",
                "活率超出标准：76 %，标准为 ≥ 80 %",
                "整个疗程",
                "未见细菌",
                "外观不合格：有团块，标准为 符合规定",
            ),
        ),
    ],
)
def test_the_panel_says_results_and_limits_in_words_with_their_units(
    laboratory: Laboratory, language: str, says: tuple[str, ...]
) -> None:
    laboratory.grow()
    laboratory.fill(viability=76)
    laboratory.test(appearance="CLUMPS", endotoxin="7")
    page = words(laboratory.get(RELEASER, f"units/{laboratory.bag}/release", language).content)
    for said in says:
        assert said in page, page
    for code in ("MATCH", "CLUMPS", "CONFORMS", "NO ORGANISM", "[EU]"):
        assert code not in page
    sheet = laboratory.get(TECHNICIAN, f"units/{laboratory.bag}/results", language).content.decode()
    offered = {"en": "Leak", "zh": "渗漏"}[language]
    assert f'<option value="LEAK">{offered}</option>' in sheet


def test_the_methods_and_lots_of_a_release_stand_as_at_the_last_one_and_its_judgements_do_not(
    laboratory: Laboratory,
) -> None:
    laboratory.grow()
    laboratory.fill()
    laboratory.test()
    page = laboratory.get(RELEASER, f"units/{laboratory.bag}/do/release_bag").content.decode()
    assert "as at the last release" not in page
    items: dict[str, Answer] = {"BEDAT": laboratory.today.isoformat(), "MYCKIT": "MYC-7", "REVIEWYN": "Y"}
    laboratory.do(
        "quality_releaser",
        act.ReleaseBag(participant=laboratory.number, bag=laboratory.bag, kind="conditional", items=items),
    )
    page = laboratory.get(RELEASER, f"units/{laboratory.bag}/do/release_bag").content.decode()
    assert "as at the last release" in page and "MYC-7" in page
    assert not re.search(r'name="REVIEWYN"[^>]*checked', page)


def test_materials_are_said_in_words_of_both_languages(laboratory: Laboratory) -> None:
    laboratory.seed()
    for path in (f"units/{laboratory.batch}/record", f"cells/search?q={laboratory.number}", "cells/search?q=M77"):
        assert "培养基 M77" in words(laboratory.get(RELEASER, path, "zh").content), path
    assert "Culture medium M77" in words(laboratory.get(RELEASER, "cells/search?q=M77").content)


def test_the_record_offers_what_its_day_has_come_for_and_a_count_on_any_day(laboratory: Laboratory) -> None:
    laboratory.seed()
    laboratory.morning(laboratory.prepared.day + timedelta(days=2))
    page = laboratory.get(TECHNICIAN, f"units/{laboratory.batch}/record").content.decode()
    assert f"units/{laboratory.bag}/do/formulate_bag" not in page
    assert page.count(f"units/{laboratory.batch}/do/control_batch") == 1 and "Count it today" in page
    laboratory.morning(laboratory.prepared.day + timedelta(days=14))
    page = laboratory.get(TECHNICIAN, f"units/{laboratory.batch}/record").content.decode()
    assert f"units/{laboratory.bag}/do/formulate_bag" in page
