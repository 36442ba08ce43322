"""What programs get of the records: selections, plain markup, CSV, RIS, FHIR, the description of the fields."""

from __future__ import annotations

import csv
import gzip
import io
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from equipoise.registry.record import Record
from equipoise.registry.search.essie import parse
from equipoise.registry.search.pieces import pieces
from equipoise.registry.search.tree import And, Everything, Or
from equipoise.registry.serve import metadata
from equipoise.registry.serve.agg_filters import OPTIONS, agg_filters
from equipoise.registry.serve.csv_rows import COLUMNS, PIECES, columns, table
from equipoise.registry.serve.fhir import research_study
from equipoise.registry.serve.fhir_bundle import bundle
from equipoise.registry.serve.markup import legacy, legacy_text
from equipoise.registry.serve.nodes import by_path, by_piece, find, roots
from equipoise.registry.serve.part import reader
from equipoise.registry.serve.refused import Refused
from equipoise.registry.serve.ris import ris
from equipoise.registry.serve.selection import selected, selection

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "registry" / "dev_corpus_v2.jsonl.gz"
RAW: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT01234567",
            "nctIdAliases": ["NCT00000011"],
            "orgStudyIdInfo": {"id": "ORG-1"},
            "secondaryIdInfos": [{"id": "2020-1", "type": "EUDRACT_NUMBER"}, {"id": "X-2"}],
            "briefTitle": "A study, with a comma",
            "officialTitle": "An official title",
        },
        "statusModule": {
            "overallStatus": "UNKNOWN",
            "lastKnownStatus": "RECRUITING",
            "startDateStruct": {"date": "2018-04", "type": "ACTUAL"},
            "studyFirstPostDateStruct": {"date": "2018-01-25"},
            "lastUpdatePostDateStruct": {"date": "2018-07-17"},
        },
        "sponsorCollaboratorsModule": {
            "leadSponsor": {"name": "A sponsor", "class": "OTHER"},
            "collaborators": [{"name": "One"}, {"name": "Two"}],
        },
        "descriptionModule": {"briefSummary": "Dose \\>5 mg\n\n* first\n    * nested\n\n**bold**", "ours": "kept"},
        "conditionsModule": {"conditions": ["Small Cell Lung Cancer", "Cough"], "keywords": ["SCLC"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE1", "PHASE2"],
            "designInfo": {
                "allocation": "RANDOMIZED",
                "interventionModel": "PARALLEL",
                "primaryPurpose": "TREATMENT",
                "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"]},
            },
            "enrollmentInfo": {"count": 0, "type": "ESTIMATED"},
        },
        "armsInterventionsModule": {
            "armGroups": [{"label": "Arm A", "type": "EXPERIMENTAL"}],
            "interventions": [{"type": "BIOLOGICAL", "name": "NK cells"}, {"type": "DRUG", "name": "A drug"}],
        },
        "outcomesModule": {"primaryOutcomes": [{"measure": "PFS", "description": "free", "timeFrame": "20 months"}]},
        "eligibilityModule": {"sex": "ALL", "minimumAge": "18 Years", "stdAges": ["ADULT", "OLDER_ADULT"]},
        "contactsLocationsModule": {
            "overallOfficials": [{"name": "Somebody", "role": "PRINCIPAL_INVESTIGATOR"}],
            "locations": [
                {
                    "facility": "A hospital",
                    "city": "Changchun",
                    "country": "China",
                    "zip": "130021",
                    "geoPoint": {"lat": 43.88, "lon": 125.32},
                },
                {"city": "Paris", "country": "France"},
            ],
        },
    },
    "documentSection": {"largeDocumentModule": {"largeDocs": [{"label": "Protocol", "filename": "Prot_000.pdf"}]}},
    "derivedSection": {"conditionBrowseModule": {"meshes": [{"id": "D055752", "term": "Small Cell Lung Carcinoma"}]}},
    "hasResults": False,
}
RECORD = Record(RAW)
BROKEN = Record(
    {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000002", "briefTitle": None, "nctIdAliases": "no list"},
            "statusModule": {"overallStatus": 7, "startDateStruct": {"date": "2018-13-45"}},
            "contactsLocationsModule": {"locations": [None, 3, {"geoPoint": {"lat": "north"}}]},
            "designModule": {"phases": "PHASE9", "enrollmentInfo": {"count": "many"}},
            "descriptionModule": ["a list"],
        },
        "hasResults": "yes",
    }
)


def row(record: Record) -> dict[str, str]:
    return next(csv.DictReader(io.StringIO(table([record], columns([]), header=True))))


def test_every_piece_of_the_structure_has_a_node():
    assert set(pieces()) <= set(by_piece())
    assert len(by_piece()) == len(by_path()) == sum(1 for root in roots() for _ in root.below())
    assert find("LeadSponsor") is find("protocolSection.sponsorCollaboratorsModule.leadSponsor")
    location = by_piece()["Location"]
    assert (location.type, location.source, location.several) == ("Location[]", "STRUCT", True)
    assert by_piece()["Phase"].type == "Phase[]" and by_piece()["StartDate"].type == "PartialDate"


def test_nothing_but_what_was_asked_is_selected():
    assert selected(RAW, selection(["NCTId", "Condition"], Everything())) == {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT01234567"},
            "conditionsModule": {"conditions": ["Small Cell Lung Cancer", "Cough"]},
        }
    }
    assert selected(RAW, selection(["LocationCity"], Everything())) == {
        "protocolSection": {"contactsLocationsModule": {"locations": [{"city": "Changchun"}, {"city": "Paris"}]}}
    }
    assert selected(RAW, selection(["HasResults"], Everything())) == {"hasResults": False}
    assert selected(RAW, selection(["ResultsSection"], Everything())) == {}


def test_a_branch_that_the_record_has_stays_though_nothing_of_it_is_kept():
    """Clients go down to a module without asking whether it is there; one that the record lacks stays away."""
    assert selected(RAW, selection(["NCTId", "WhyStopped", "LocationState", "ReferencePMID"], Everything())) == {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT01234567"},
            "statusModule": {},
            "contactsLocationsModule": {"locations": [{}, {}]},
        }
    }


def test_a_name_of_before_is_the_piece_of_today():
    assert find("Gender") == find("Sex")
    assert selected(
        {"protocolSection": {"eligibilityModule": {"sex": "ALL"}}}, selection(["Gender"], Everything())
    ) == {"protocolSection": {"eligibilityModule": {"sex": "ALL"}}}
    assert parse("AREA[Gender]FEMALE", "BasicSearch") == parse("AREA[Sex]FEMALE", "BasicSearch")


@pytest.mark.parametrize(
    "name",
    [
        "ConditionBrowseLeafName",
        "InterventionBrowseBranchAbbrev",
        "ViolationEventPostedDate",
        "EventsAllCauseMortalityComment",
        "OutcomeAnalysisCILowerLimitComment",
        "protocolSection",
        "derivedSection.conditionBrowseModule.browseLeaves",
    ],
)
def test_what_few_records_have_can_be_asked_by_name(name: str):
    assert find(name) is not None


def test_a_branch_brings_everything_below_unknown_keys_included():
    found = selected(RAW, selection(["protocolSection.descriptionModule", "BriefSummary"], Everything()))
    assert found["protocolSection"]["descriptionModule"]["ours"] == "kept"
    assert selected(RAW, selection(["BriefSummary", "DescriptionModule"], Everything())) == found


def test_a_search_area_and_the_query_are_fields_too():
    area = selected(RAW, selection(["ConditionSearch"], Everything()))
    assert area["protocolSection"]["identificationModule"] == {
        "nctId": "NCT01234567",
        "briefTitle": "A study, with a comma",
        "officialTitle": "An official title",
    }
    query = selection(["@query"], parse("AREA[Phase]PHASE2 AND NOT AREA[StartDate]RANGE[2010,MAX]", "BasicSearch"))
    assert selected(RAW, query) == {
        "protocolSection": {
            "designModule": {"phases": ["PHASE1", "PHASE2"]},
            "statusModule": {"startDateStruct": {"date": "2018-04"}},
        }
    }


def test_a_field_that_is_none_is_named_with_the_nearest_one():
    with pytest.raises(Refused) as refused:
        selection(["NctId"], Everything())
    assert refused.value.says == "Parameter 'fields' contains invalid field name: 'NctId'"
    assert refused.value.hint.endswith("NCTId")


def test_legacy_markup_has_no_signs_of_markdown():
    assert legacy_text("SpO2 \\> 90 % and \\<5") == "SpO2 > 90 % and <5"
    assert legacy_text("Criteria:\n\n* one\n   * two") == "Criteria:\n\n     -  one\n     -  two"
    assert legacy_text("* one\n    * two") == "     -  one\n          -  two"
    assert legacy_text("a **bold** and *plain* word, 2*3*4") == "a bold and plain word, 2*3*4"
    assert legacy_text("see [here](https://example.org/a)") == "see here (https://example.org/a)"
    assert legacy_text("2 \\* 3 \\[x\\] a\\_b") == "2 * 3 [x] a_b"


def test_only_markup_fields_change():
    changed = legacy(RAW)
    assert changed["protocolSection"]["descriptionModule"] == {
        "briefSummary": "Dose >5 mg\n\n     -  first\n          -  nested\n\nbold",
        "ours": "kept",
    }
    assert {**changed["protocolSection"], "descriptionModule": 0} == {**RAW["protocolSection"], "descriptionModule": 0}


def test_a_row_has_the_registry_s_thirty_columns():
    found = row(RECORD)
    assert list(found) == list(COLUMNS) and len(found) == 30
    assert found == {
        "NCT Number": "NCT01234567",
        "Study Title": "A study, with a comma",
        "Study URL": "https://clinicaltrials.gov/study/NCT01234567",
        "Acronym": "",
        "Study Status": "UNKNOWN",
        "Brief Summary": "Dose \\>5 mg\n\n* first\n    * nested\n\n**bold**",
        "Study Results": "NO",
        "Conditions": "Small Cell Lung Cancer|Cough",
        "Interventions": "BIOLOGICAL: NK cells|DRUG: A drug",
        "Primary Outcome Measures": "PFS, free, 20 months",
        "Secondary Outcome Measures": "",
        "Other Outcome Measures": "",
        "Sponsor": "A sponsor",
        "Collaborators": "One|Two",
        "Sex": "ALL",
        "Age": "ADULT, OLDER_ADULT",
        "Phases": "PHASE1|PHASE2",
        "Enrollment": "0",
        "Funder Type": "OTHER",
        "Study Type": "INTERVENTIONAL",
        "Study Design": "Allocation: RANDOMIZED|Intervention Model: PARALLEL|Masking: DOUBLE (PARTICIPANT, INVESTIGATOR)"
        "|Primary Purpose: TREATMENT",
        "Other IDs": "ORG-1|2020-1|X-2",
        "Start Date": "2018-04",
        "Primary Completion Date": "",
        "Completion Date": "",
        "First Posted": "2018-01-25",
        "Results First Posted": "",
        "Last Update Posted": "2018-07-17",
        "Locations": "A hospital, Changchun, 130021, China|Paris, France",
        "Study Documents": "Protocol, https://cdn.clinicaltrials.gov/large-docs/67/NCT01234567/Prot_000.pdf",
    }


@pytest.mark.parametrize(
    ("design", "told"),
    [
        (
            {
                "studyType": "OBSERVATIONAL",
                "designInfo": {"observationalModel": "COHORT", "timePerspective": "PROSPECTIVE"},
            },
            "Observational Model: COHORT|Time Perspective: PROSPECTIVE",
        ),
        ({"studyType": "OBSERVATIONAL"}, "Observational Model: |Time Perspective: "),
        (
            {"studyType": "INTERVENTIONAL", "designInfo": {"primaryPurpose": "TREATMENT"}},
            "Allocation: |Intervention Model: |Masking: |Primary Purpose: TREATMENT",
        ),
        ({"studyType": "EXPANDED_ACCESS"}, ""),
    ],
)
def test_the_design_has_the_parts_of_its_kind_of_study_each_in_its_place(design: dict[str, Any], told: str):
    record = Record({"protocolSection": {"identificationModule": {"nctId": "NCT00000001"}, "designModule": design}})
    assert row(record)["Study Design"] == told


def test_columns_keep_their_order_whatever_was_asked():
    assert columns(["Sex", "NCT Number"]) == ("NCT Number", "Sex")
    with pytest.raises(Refused) as refused:
        columns(["NCTId"])
    assert refused.value.says == "Parameter 'fields' contains invalid CSV column name: 'NCTId'"


def test_a_reference_is_one_line_a_tag():
    lines = ris(RECORD).split("\r\n")
    assert lines[0] == "TY  - DBASE" and lines[-2:] == ["ER  - ", ""]
    assert "AU  - Somebody" in lines and "AU  - A sponsor" in lines
    assert "AB  - Dose >5 mg - first - nested bold" in lines
    assert ris(RECORD, ["AN"]).split("\r\n") == ["TY  - DBASE", "AN  - NCT01234567", "ER  - ", ""]
    with pytest.raises(Refused) as refused:
        ris(RECORD, ["NCTId"])
    assert refused.value.says == "Parameter 'fields' contains invalid RIS tag name: 'NCTId'"


def test_a_fhir_study_refers_only_to_what_it_contains():
    found = research_study(RECORD)
    assert found["resourceType"] == "ResearchStudy" and found["id"] == "NCT01234567"
    assert found["status"] == "active" and "UNKNOWN" in found["note"][0]["text"]
    assert found["phase"]["coding"][0]["code"] == "phase-1-phase-2"
    assert found["primaryPurposeType"]["coding"][0]["code"] == "treatment"
    assert found["period"] == {"start": "2018-04"}
    inside = {f"#{one['id']}" for one in found["contained"]}
    assert {found["sponsor"]["reference"], found["principalInvestigator"]["reference"]} <= inside
    assert [one["reference"] for one in found["site"]] == ["#site-1", "#site-2"]
    assert found["condition"][-1]["coding"][0] == {"system": "http://id.nlm.nih.gov/mesh", "code": "D055752"}
    assert found["enrollment"][0]["display"] == "0 participants (estimated)"


def test_a_status_that_nobody_knows_is_said_to_be_absent():
    found = research_study(BROKEN)
    assert "status" not in found
    assert found["_status"]["extension"][0]["valueCode"] == "unknown"


def test_a_fhir_bundle_holds_the_study_and_who_may_take_part():
    eligibility = {
        "sex": "FEMALE", "minimumAge": "6 Months", "maximumAge": "65 Years", "healthyVolunteers": False, "eligibilityCriteria": "Adults",
    }  # fmt: skip
    record = Record({"protocolSection": {**RAW["protocolSection"], "eligibilityModule": eligibility}})
    study, group = (one["resource"] for one in bundle(record)["entry"])
    addresses = [one["fullUrl"] for one in bundle(record)["entry"]]
    assert study["enrollment"] == [{"reference": addresses[1], "display": "0 participants (estimated)"}]
    assert addresses[0] != addresses[1] and all(one.startswith("urn:uuid:") for one in addresses)
    assert (group["resourceType"], group["type"], group["actual"]) == ("Group", "person", False)
    sex, age, healthy, criteria = group["characteristic"]
    assert sex["valueCodeableConcept"]["coding"][0]["code"] == "female"
    assert [(age["valueRange"][end]["value"], age["valueRange"][end]["code"]) for end in ("low", "high")] == [
        (6, "mo"),
        (65, "a"),
    ]
    assert healthy["valueBoolean"] is False and healthy["exclude"] is False
    assert criteria["valueCodeableConcept"] == {"text": "Adults"}


def test_a_fhir_group_says_nothing_of_what_is_open():
    study, group = (one["resource"] for one in bundle(BROKEN)["entry"])
    assert "characteristic" not in group and "display" not in study["enrollment"][0]
    _, group = (one["resource"] for one in bundle(RECORD)["entry"])
    (age,) = group["characteristic"]
    assert age["valueRange"] == {
        "low": {"value": 18, "unit": "year", "system": "http://unitsofmeasure.org", "code": "a"}
    }


def test_a_broken_record_is_told_as_far_as_it_goes():
    assert row(BROKEN)["NCT Number"] == "NCT00000002"
    assert row(BROKEN)["Start Date"] == row(BROKEN)["Enrollment"] == row(BROKEN)["Phases"] == ""
    assert ris(BROKEN).startswith("TY  - DBASE\r\n")
    json.dumps([research_study(BROKEN), legacy(BROKEN.raw)])
    assert selected(BROKEN.raw, selection(["LocationCity", "BriefSummary", "Phase"], Everything())) == {
        "protocolSection": {
            "descriptionModule": [],
            "designModule": {"phases": "PHASE9"},
            "contactsLocationsModule": {"locations": [{}]},
        }
    }


def test_of_a_record_only_the_part_that_is_asked_is_read():
    part = selection(["Phase", "LocationCity", "WhyStopped", "HasResults"], Everything())
    words = json.dumps(
        {
            "protocolSection": {
                "statusModule": {"overallStatus": "RECRUITING", "whyStopped": None},
                "descriptionModule": {"briefSummary": "Long"},
                "designModule": {"phases": []},
                "contactsLocationsModule": {"locations": [{"city": "Changchun", "zip": "1"}, {"zip": "2"}, {}]},
            },
            "hasResults": False,
        }
    )
    found = reader(part)(words.encode())
    assert found == {
        "protocolSection": {
            "statusModule": {},
            "designModule": {"phases": []},
            "contactsLocationsModule": {"locations": [{"city": "Changchun"}, {}, {}]},
        },
        "hasResults": False,
    }
    assert found == selected(json.loads(words), part)


@pytest.mark.parametrize("locations", [["Changchun"], "Changchun", [{"city": "Changchun"}, None, [1]], {"city": 5}])
def test_a_broken_record_is_shown_alike_whether_read_in_part_or_whole(locations: object):
    part = selection(["LocationCity"], Everything())
    raw = {"protocolSection": {"contactsLocationsModule": {"locations": locations}}}
    assert selected(reader(part)(json.dumps(raw).encode()), part) == selected(raw, part)


def test_a_row_of_the_table_is_the_same_of_a_record_read_in_part():
    full = json.loads(json.dumps(RAW))
    protocol = full["protocolSection"]
    protocol["identificationModule"]["acronym"] = "ACRO"
    for name in ("primaryCompletion", "completion", "resultsFirstPost"):
        protocol["statusModule"][f"{name}DateStruct"] = {"date": "2020-05-17"}
    for name in ("secondaryOutcomes", "otherOutcomes"):
        protocol["outcomesModule"][name] = [{"measure": name, "timeFrame": "1 year"}]
    read = reader(selection(PIECES, Everything()))
    for whole in (Record(full), BROKEN):
        assert row(Record(read(json.dumps(whole.raw).encode()))) == row(whole)
    assert "" not in row(Record(full)).values()


def test_real_records_are_shown_alike_whether_read_in_part_or_whole():
    if not CORPUS.is_file():
        pytest.skip("the sample of real records is not beside the project")
    every = [node.piece for root in roots() for node in root.below()]
    parts = [selection(every[start::37], Everything()) for start in range(37)]
    with gzip.open(CORPUS) as lines:
        for number, words in enumerate(islice(lines, 370)):
            part = parts[number % 37]
            assert json.dumps(selected(reader(part)(words), part)) == json.dumps(selected(json.loads(words), part))


def test_the_fields_are_told_with_type_and_source():
    every: dict[str, dict[str, Any]] = {}

    def walk(nodes: list[dict[str, Any]]) -> None:
        for node in nodes:
            assert {"name", "piece", "type", "sourceType"} <= set(node)
            every[node["piece"]] = node
            walk(node.get("children", []))

    walk(metadata.field_nodes())
    assert "NumArmGroups" not in every
    walk(metadata.field_nodes(indexed_only=True))
    assert every["NumArmGroups"] == {
        "name": "numArmGroups",
        "piece": "NumArmGroups",
        "title": "Num Arm Groups",
        "type": "short",
        "sourceType": "NUMERIC",
        "indexedOnly": True,
    }
    assert every["MinimumAge"]["type"] == "NormalizedTime"
    assert every["Phase"] == {
        "name": "phases",
        "piece": "Phase",
        "title": "Phase",
        "type": "Phase[]",
        "sourceType": "TEXT",
        "isEnum": True,
    }
    assert every["BriefTitle"]["maxChars"] == 300 and every["Location"]["nested"]
    assert set(every) == set(by_piece())


def test_the_areas_look_into_as_many_pieces_as_those_of_the_registry():
    areas = {one["name"]: one["parts"] for one in metadata.search_areas()[0]["areas"]}
    assert {name: len(parts) for name, parts in areas.items()} == {
        "BasicSearch": 57,
        "ConditionSearch": 7,
        "ContactSearch": 4,
        "EligibilitySearch": 2,
        "ExternalIdTypesSearch": 2,
        "ExternalIdsSearch": 2,
        "FunderTypeSearch": 2,
        "IdSearch": 5,
        "InterventionNameSearch": 2,
        "InterventionSearch": 12,
        "LeadSponsorName": 1,
        "LocationSearch": 5,
        "NCTIdSearch": 2,
        "ObsoleteConditionSearch": 4,
        "OutcomeNameSearch": 4,
        "OutcomeSearch": 9,
        "PatientSearch": 47,
        "ResponsiblePartySearch": 5,
        "SponsorSearch": 3,
        "TitleSearch": 3,
    }
    weights = {one["pieces"][0]: one["weight"] for one in areas["BasicSearch"]}
    assert (weights["ArmGroupLabel"], weights["LocationContactName"]) == (0.5, 0.1)
    assert "DetailedDescription" not in weights


def test_areas_and_enumerations_name_pieces_that_exist():
    documents = {one["name"]: one["areas"] for one in metadata.search_areas()}
    assert set(documents) == {"Study", "Location"}
    assert {area["param"] for area in documents["Study"] if "param" in area} >= {"cond", "term", "intr", "locn"}
    for area in documents["Study"]:
        assert all(part["pieces"][0] in pieces() for part in area["parts"])
    told = {one["type"]: one for one in metadata.enum_infos()}
    assert {"value": "PHASE1", "legacyValue": "Phase 1"} in told["Phase"]["values"]
    assert told["Phase"]["pieces"] == ["Phase"]


def test_every_choice_of_the_pages_is_known():
    for name, options in OPTIONS.items():
        for option, asked in options.items():
            assert agg_filters(f"{name}:{option}") == And((Or((asked,)),))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("colour:red", "Invalid value in parameter `aggFilters`: `colour:red`"),
        ("phase", "Parameter `aggFilters` has incorrect format"),
    ],
)
def test_a_choice_that_is_none_is_refused(words: str, says: str):
    with pytest.raises(Refused) as refused:
        agg_filters(words)
    assert refused.value.says == says
