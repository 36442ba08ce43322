"""The registry at the terminal: records taken over, found with reasons, shown and compared; bad input refused in words."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from equipoise.web.registry import Registry
from tests.cli.terminal import Terminal

CHANGCHUN = {"lat": 43.88, "lon": 125.32278}
PARIS = {"lat": 48.85341, "lon": 2.3488}


def study(number: int, condition: str, **more: Any) -> dict[str, Any]:
    protocol: dict[str, Any] = {
        "identificationModule": {
            "nctId": f"NCT{number:08d}",
            "briefTitle": more.get("title", f"A study of {condition}"),
            "organization": {"fullName": "First Hospital"},
        },
        "statusModule": {
            "overallStatus": more.get("status", "RECRUITING"),
            "statusVerifiedDate": "2018-07",
            "startDateStruct": {"date": "2018-04-01"},
            "lastUpdateSubmitDate": more.get("updated", "2018-07-15"),
            "lastUpdatePostDateStruct": {"date": "2018-07-17"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "A sponsor"}},
        "descriptionModule": {"briefSummary": "Whether it works."},
        "conditionsModule": {"conditions": [condition]},
        "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2"], "enrollmentInfo": {"count": 120}},
        "armsInterventionsModule": {
            "armGroups": [{"label": "one"}],
            "interventions": [{"type": "BIOLOGICAL", "name": "NK cells"}],
        },
        "outcomesModule": {"primaryOutcomes": [{"measure": "Survival", "timeFrame": "20 months"}]},
        "eligibilityModule": {
            "sex": "ALL",
            "minimumAge": "18 Years",
            "eligibilityCriteria": r"Platelets \>= 100",
            "stdAges": ["ADULT"],
        },
        "contactsLocationsModule": {
            "locations": [
                {
                    "facility": "First Hospital",
                    "city": "Changchun",
                    "country": "China",
                    "status": "COMPLETED",
                    "geoPoint": CHANGCHUN,
                },
                {
                    "facility": "Hôtel-Dieu",
                    "city": "Paris",
                    "country": "France",
                    "status": "RECRUITING",
                    "geoPoint": PARIS,
                },
            ][more.get("first", 0) :]
        },
    }
    return {"protocolSection": protocol, "hasResults": False}


STUDIES = [
    study(1, "Small Cell Lung Cancer"),
    study(2, "SCLC", title="NK cells", status="COMPLETED"),
    study(3, "Non-small Cell Lung Cancer"),
    study(4, "Asthma", first=1),
    *(study(number, "Asthma") for number in range(5, 31)),
]


def written(folder: Path, studies: list[dict[str, Any]], name: str = "records.jsonl") -> Path:
    file = folder / name
    file.write_text("".join(json.dumps(one) + "\n" for one in studies), "utf-8")
    return file


@pytest.fixture
def filled(terminal: Terminal, tmp_path: Path) -> Terminal:
    ended = terminal("registry", "import", written(tmp_path, STUDIES))
    assert ended.status == 0, ended.words
    assert "30 new" in ended.out
    return terminal


def found(terminal: Terminal, *words: str) -> dict[str, Any]:
    ended = terminal("registry", *words, "--json")
    assert ended.status == 0, ended.words
    answer: dict[str, Any] = ended.json
    return answer


def ids(answer: dict[str, Any]) -> set[str]:
    return {one["nctId"] for one in answer["results"]}


def test_all_names_of_a_disease_find_the_same_trials_and_say_why(filled: Terminal):
    for name in ("SCLC", "small cell lung cancer", "oat cell carcinoma", "小细胞肺癌"):
        answer = found(filled, "search", "--condition", name)
        assert answer["total"] == 2, name
        assert ids(answer) == {"NCT00000001", "NCT00000002"}
        assert all(one["title"] and one["why"] for one in answer["results"])


def test_filters_narrow_and_no_word_of_one_filter_hides_another(filled: Terminal):
    assert found(filled, "search", "--condition", "lung neoplasms")["total"] == 3
    assert ids(found(filled, "search", "--condition", "SCLC", "--status", "completed")) == {"NCT00000002"}
    assert ids(found(filled, "search", "--condition", "SCLC", "--status", "open")) == {"NCT00000001"}
    assert found(filled, "search", "--status", "招募中,completed")["total"] == 30
    assert found(filled, "search", "--phase", "2", "--sex", "female", "--age", "17")["total"] == 0
    assert found(filled, "search", "--phase", "Phase 2", "--age", "18", "--country", "中国")["total"] == 29
    assert found(filled, "search", "--country", "Japan")["total"] == 0
    assert found(filled, "search", "--advanced", "AREA[EnrollmentCount]RANGE[100,MAX]")["total"] == 30
    assert found(filled, "search", "--title", "NK", "--sponsor", "sponsor", "--sort", "StartDate")["total"] == 1


def test_a_list_is_cut_and_goes_on(filled: Terminal):
    first = found(filled, "search", "--condition", "asthma", "--limit", "4")
    second = found(filled, "search", "--condition", "asthma", "--limit", "4", "--from", "5")
    assert first["total"] == second["total"] == 27
    assert len(first["results"]) == len(second["results"]) == 4
    assert not ids(first) & ids(second)
    assert found(filled, "search", "--limit", "0") | {"facets": {}} == {"total": 30, "results": [], "facets": {}}
    assert found(filled, "search", "--from", "900")["results"] == []


def test_a_place_finds_by_distance_and_shows_the_nearest_site_that_recruits(filled: Terminal):
    answer = found(
        filled, "search", "--condition", "asthma", "--near", "Changchun", "--radius", "20000", "--limit", "30"
    )
    assert answer["total"] == 27
    nearest = answer["results"][0]["nearest"]
    assert (nearest["city"], nearest["recruiting"]) == ("Paris", True)
    assert 8000 < nearest["km"] < 9000
    assert found(filled, "search", "--near", "长春")["total"] == 29
    assert found(filled, "search", "--near", "43.9,125.3", "--radius", "30mi", "--recruiting")["total"] == 0


@pytest.mark.parametrize(
    ("place", "total"),
    [("吉林省", 2), ("Jilin province, China", 2), ("China", 2), ("Île-de-France", 3), ("France", 3), ("Japan", 0)],
)
def test_a_province_or_a_country_is_a_place_as_on_the_pages(terminal: Terminal, tmp_path: Path, place: str, total: int):
    abroad = study(3, "Asthma", first=1)
    abroad["protocolSection"]["contactsLocationsModule"]["locations"][0]["state"] = "Île-de-France"
    here = [study(number, "Asthma") for number in (1, 2)]
    for one in here:
        one["protocolSection"]["contactsLocationsModule"]["locations"][1]["state"] = "Île-de-France"
    assert terminal("registry", "import", written(tmp_path, [*here, abroad])).status == 0
    assert found(terminal, "search", "--condition", "asthma", "--near", place)["total"] == total
    assert found(terminal, "near", place)["total"] == total
    assert len(found(terminal, "near", place, "--limit", "1")["results"]) == min(total, 1)


def test_a_province_has_no_radius(filled: Terminal):
    ended = filled("registry", "search", "--near", "吉林省", "--radius", "50")
    assert ended.status == 2
    assert "Jilin" in ended.err and "--radius" in ended.err


def test_trials_near_a_place_are_listed_the_nearest_first(filled: Terminal):
    answer = found(filled, "near", "Changchun", "--radius", "9000", "--limit", "30")
    assert answer["total"] == 30
    assert answer["results"][-1]["nctId"] == "NCT00000004"
    assert found(filled, "near", "Changchun", "--limit", "3")["results"][0]["nearest"]["km"] == 0
    assert "First Hospital" in filled("registry", "near", "Changchun").out


def test_a_place_that_exists_several_times_is_asked_back(filled: Terminal):
    ended = filled("registry", "search", "--near", "Springfield")
    assert ended.status == 2
    assert "Illinois" in ended.err and "Missouri" in ended.err
    assert len(filled("registry", "near", "Springfield", "--json").json["places"]) > 2
    assert filled("registry", "near", "Springfield, Illinois").status == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("search", "--near", "Paris", "--radius", "-5"), "-5"),
        (("search", "--near", "Paris", "--radius", "0"), "radius"),
        (("search", "--near", "Paris", "--radius", "far"), "far"),
        (("search", "--radius", "5"), "--near"),
        (("search", "--near", "Nowhereville-upon-Nothing"), "Nowhereville"),
        (("search", "--near", "95,200"), "95,200"),
        (("near", ""), "place"),
        (("search", "--term", "(lung"), "missing ')'"),
        (("search", "--advanced", "AREA[NoSuch]x"), "NoSuch"),
        (("search", "--status", "recruting"), "RECRUITING"),
        (("search", "--phase", "7"), "PHASE3"),
        (("search", "--sex", "both"), "FEMALE"),
        (("search", "--age", "-1"), "-1"),
        (("search", "--limit", "-1"), "--limit"),
        (("search", "--from", "0"), "--from"),
        (("search", "--sort", "Titel"), "Titel"),
        (("search", "--country", "Atlantis"), "Atlantis"),
        (("show", "NCT99999999"), "NCT99999999"),
        (("show", "12"), "12"),
        (("show", "NCT00000001", "--version", "3"), "1 versions"),
        (("history", "NCT99999999"), "NCT99999999"),
        (("import", "nosuch.json"), "nosuch.json"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_words_of_either_language(
    filled: Terminal, words: tuple[str, ...], says: str
):
    english = filled("registry", *words)
    chinese = filled("--lang", "zh", "registry", *words)
    assert (english.status, chinese.status) == (2, 2)
    assert says in english.err
    assert any("一" <= sign <= "鿿" for sign in chinese.err), chinese.err


ONE_SITE = "SEARCH[Location](AREA[LocationCity]Paris AND AREA[LocationCountry]France)"
"""Only the records themselves can answer it: the index does not keep which city and country are of one site."""


@pytest.mark.parametrize(
    "words",
    [
        ("search", "--term", ONE_SITE),
        ("search", "--advanced", ONE_SITE, "--sort", "StartDate"),
        ("search", "--title", "study", "--condition", ONE_SITE, "--status", "open"),
        ("near", "Paris", "--condition", ONE_SITE),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_too_broad_is_refused_in_words_of_either_language(
    filled: Terminal, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], as_json: bool
):
    monkeypatch.setattr("equipoise.web.index.tantivy_index.MOST_READ", 3)
    asked = ("registry", *words, *(["--json"] if as_json else []))
    english, chinese = filled(*asked), filled("--lang", "zh", *asked)
    assert (english.status, chinese.status) == (2, 2)
    assert re.fullmatch(
        r"Too broad: \d+ records would have to be read one by one, 3 at most are. Add a condition.\n", english.err
    )
    assert re.fullmatch(r"范围过大：需逐条查看 \d+ 条记录，上限为 3 条。请补充条件。\n", chinese.err)
    assert english.out == chinese.out == ""


def test_a_condition_more_makes_what_is_too_broad_narrow_enough(filled: Terminal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("equipoise.web.index.tantivy_index.MOST_READ", 3)
    assert ids(found(filled, "search", "--term", ONE_SITE, "--condition", "SCLC", "--status", "open")) == {
        "NCT00000001"
    }


@pytest.mark.parametrize(
    "words",
    [("search", "--condition", "asthma"), ("near", "Paris"), ("show", "NCT00000001"), ("history", "NCT00000001")],
)
def test_an_empty_registry_says_so(terminal: Terminal, words: tuple[str, ...]):
    ended = terminal("registry", *words)
    assert ended.status == 3
    assert "empty" in ended.err
    assert "空" in terminal("--lang", "zh", "registry", *words).err
    assert "empty" in terminal("registry", "reindex").err


def test_faults_are_told_with_their_place_and_the_rest_is_taken_over(terminal: Terminal, tmp_path: Path):
    lines = [
        json.dumps(study(1, "Asthma")),
        "{broken",
        json.dumps({"hasResults": True}),
        json.dumps(study(2, "Asthma")),
    ]
    file = tmp_path / "some.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    ended = terminal("registry", "import", file, written(tmp_path, [study(3, "Asthma")], "more.jsonl"))
    assert ended.status == 1
    assert "some.jsonl:2:" in ended.err and "some.jsonl:3:" in ended.err
    assert "3 new, 0 changed, 0 the same, 2 faults" in ended.out
    assert found(terminal, "search", "--condition", "asthma")["total"] == 3
    again = terminal("registry", "import", file, "--json")
    assert (again.json["same"], len(again.json["faults"])) == (2, 2)


def test_other_records_may_lack_what_those_here_have(filled: Terminal, tmp_path: Path):
    others = [json.loads(json.dumps(one)) for one in STUDIES]
    for number, one in enumerate(others, 500):
        del one["protocolSection"]["conditionsModule"]
        one["protocolSection"]["identificationModule"]["nctId"] = f"NCT{number:08d}"
    ended = filled("registry", "import", written(tmp_path, others, "others.jsonl"))
    assert (ended.status, f"{len(others)} new" in ended.out) == (0, True)


def test_an_import_in_which_a_field_is_gone_is_refused_whole_unless_accepted(filled: Terminal, tmp_path: Path):
    emptied = [json.loads(json.dumps(one)) for one in STUDIES]
    for one in emptied:
        del one["protocolSection"]["conditionsModule"]
        one["protocolSection"]["identificationModule"]["briefTitle"] = "Another title"
    file = written(tmp_path, emptied, "emptied.jsonl")
    ended = filled("registry", "import", file)
    assert ended.status == 1
    assert "Condition" in ended.err and "--accept" in ended.err
    assert found(filled, "search", "--condition", "SCLC")["total"] == 2
    assert found(filled, "search", "--title", "another")["total"] == 0
    assert "30 changed" in filled("registry", "import", file, "--accept").out
    assert found(filled, "search", "--title", "another")["total"] == 30


def test_a_record_is_shown_with_its_age_its_sites_and_remarks(filled: Terminal):
    ended = filled("registry", "show", "nct00000001")
    assert ended.status == 0
    for words in (
        "Small Cell Lung Cancer",
        "verified July 2018",
        "Platelets >= 100",
        "Hôtel-Dieu",
        "Q03",
        "no upper bound",
    ):
        assert words in ended.out, words
    assert "招募中" in filled("--lang", "zh", "registry", "show", "NCT00000001").out
    answer = found(filled, "show", "NCT00000001")
    assert answer["record"] == STUDIES[0]
    assert {one["code"] for one in answer["remarks"]} >= {"Q03"}


def test_history_tells_what_changed_and_whose_act_it_was(filled: Terminal, tmp_path: Path):
    later = study(1, "Small Cell Lung Cancer", updated="2026-01-02", title="A new title")
    later["protocolSection"]["statusModule"] |= {"overallStatus": "UNKNOWN", "lastKnownStatus": "RECRUITING"}
    assert "1 changed" in filled("registry", "import", written(tmp_path, [later], "later.jsonl")).out
    first, second = found(filled, "history", "NCT00000001")["versions"]
    assert first["changes"] == []
    by = {one["path"].rsplit(".", 1)[-1]: one["by"] for one in second["changes"]}
    assert (by["briefTitle"], by["overallStatus"]) == ("sponsor", "registry")
    for words in ((), ("--lang", "zh")):
        ended = filled(*words, "registry", "history", "NCT00000001")
        assert "A new title" in ended.out and "2026-01-02" in ended.out
    assert "A study of Small" in filled("registry", "show", "NCT00000001", "--version", "1").out


def test_the_index_is_made_anew(filled: Terminal):
    assert filled("registry", "reindex", "--json").json == {"records": 30}
    assert found(filled, "search", "--condition", "SCLC")["total"] == 2


def test_an_index_of_another_format_is_made_anew_once(
    filled: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (marker,) = tmp_path.rglob("index/equipoise.json")
    marker.write_text("{}", "utf-8")
    made: list[int] = []
    make = Registry.reindex

    def counted(opened: Registry, *asked: Any) -> int:
        made.append(make(opened, *asked))
        return made[-1]

    monkeypatch.setattr(Registry, "reindex", counted)
    assert filled("registry", "reindex", "--json").json == {"records": 30}
    assert found(filled, "search", "--condition", "SCLC")["total"] == 2
    assert made == [30]
