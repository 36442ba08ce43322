"""The registry's older XML, written here by hand after its public schema, read into the present shape."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import Any

import pytest

from equipoise.registry.concepts import Tagger, built_in, of_record
from equipoise.registry.read import ReadFault, read_records
from equipoise.registry.read.xml_words import code, day
from equipoise.registry.record import Record, value
from equipoise.web.index.documents import document

STUDY = """<?xml version="1.0" encoding="UTF-8"?>
<clinical_study rank="1">
  <required_header><download_date>ClinicalTrials.gov processed this data on May 29, 2018</download_date></required_header>
  <id_info>
    <org_study_id>UNIT-001</org_study_id><secondary_id>EU-7</secondary_id>
    <nct_id>NCT00000042</nct_id><nct_alias>NCT00000041</nct_alias>
  </id_info>
  <brief_title>Cells  as
    Maintenance</brief_title>
  <acronym>CELLS</acronym>
  <official_title>A Randomised Study of Cells &amp; Care</official_title>
  <sponsors>
    <lead_sponsor><agency>A Hospital</agency><agency_class>Other</agency_class></lead_sponsor>
    <collaborator><agency>An Institute</agency><agency_class>U.S. Fed</agency_class></collaborator>
  </sponsors>
  <source>A Hospital</source>
  <oversight_info><has_dmc>No</has_dmc><is_fda_regulated_drug>Yes</is_fda_regulated_drug></oversight_info>
  <brief_summary><textblock>
      To see whether cells
      help.
    </textblock></brief_summary>
  <overall_status>Active, not recruiting</overall_status>
  <why_stopped>Not stopped</why_stopped>
  <start_date type="Actual">January 25, 2018</start_date>
  <completion_date type="Anticipated">July 2020</completion_date>
  <primary_completion_date type="Anticipated">June 1, 2019</primary_completion_date>
  <phase>Phase 1/Phase 2</phase>
  <study_type>Interventional</study_type>
  <has_expanded_access>No</has_expanded_access>
  <study_design_info>
    <allocation>Randomized</allocation><intervention_model>Parallel Assignment</intervention_model>
    <primary_purpose>Treatment</primary_purpose><masking>Double (Participant, Outcomes Assessor)</masking>
  </study_design_info>
  <primary_outcome><measure>Survival</measure><time_frame>20 months</time_frame>
    <description>From randomisation.</description></primary_outcome>
  <secondary_outcome><measure>Quality of life</measure></secondary_outcome>
  <enrollment type="Anticipated">1,120</enrollment>
  <condition>Small Cell Lung Cancer</condition>
  <arm_group><arm_group_label>cells</arm_group_label><arm_group_type>Experimental</arm_group_type></arm_group>
  <arm_group><arm_group_label>none</arm_group_label><arm_group_type>No Intervention</arm_group_type></arm_group>
  <intervention><intervention_type>Biological</intervention_type><intervention_name>NK cells</intervention_name>
    <arm_group_label>cells</arm_group_label><other_name>natural killer cells</other_name></intervention>
  <eligibility>
    <criteria><textblock>
        Inclusion Criteria:

          -  Age of 18 or
             more

          -  KPS &gt;= 80

        Exclusion Criteria:

          1. Pregnancy

          2. HIV
      </textblock></criteria>
    <gender>All</gender><minimum_age>18 Years</minimum_age><maximum_age>N/A</maximum_age>
    <healthy_volunteers>No</healthy_volunteers>
  </eligibility>
  <overall_official><last_name>A. Person, MD</last_name><role>Principal Investigator</role><affiliation>A Hospital</affiliation>
  </overall_official>
  <overall_contact><last_name>The Team</last_name><phone>123</phone><email>team@example.org</email></overall_contact>
  <location><facility><name>A Hospital</name><address><city>Changchun</city><state>Jilin</state><zip>130021</zip>
    <country>China</country></address></facility><status>Recruiting</status>
    <contact><last_name>Somebody</last_name></contact>
    <investigator><first_name>Ann</first_name><last_name>Other</last_name><role>Sub-Investigator</role></investigator></location>
  <location_countries><country>China</country></location_countries>
  <removed_countries><country>France</country></removed_countries>
  <link><url>https://example.org/</url><description>More</description></link>
  <reference><citation>Somebody. Something. 2010.</citation><PMID>1</PMID></reference>
  <results_reference><citation>Result. 2020.</citation></results_reference>
  <verification_date>July 2018</verification_date>
  <study_first_submitted>December 28, 2017</study_first_submitted>
  <study_first_posted type="Actual">January 25, 2018</study_first_posted>
  <last_update_submitted>July 15, 2018</last_update_submitted>
  <last_update_posted type="Estimate">July 17, 2018</last_update_posted>
  <responsible_party><responsible_party_type>Sponsor-Investigator</responsible_party_type>
    <investigator_full_name>Ann Other</investigator_full_name></responsible_party>
  <keyword>maintenance</keyword>
  <condition_browse><mesh_term>Small Cell Lung Carcinoma</mesh_term></condition_browse>
  <patient_data><sharing_ipd>Undecided</sharing_ipd><ipd_info_type>Study Protocol</ipd_info_type></patient_data>
  <provided_document_section><provided_document><document_type>Study Protocol</document_type>
    <document_has_protocol>Yes</document_has_protocol><document_has_icf>No</document_has_icf>
    <document_has_sap>Yes</document_has_sap><document_date>May 2, 2018</document_date>
    <document_url>https://example.org/ProvidedDocs/42/Prot_SAP_000.pdf</document_url></provided_document>
  </provided_document_section>
  RESULTS
</clinical_study>
"""
RESULTS = """<clinical_results>
  <participant_flow><recruitment_details>In one hospital.</recruitment_details>
    <group_list><group group_id="P1"><title>Cells</title></group><group group_id="P2"><title>None</title></group></group_list>
    <period_list><period><title>Overall Study</title>
      <milestone_list><milestone><title>STARTED</title><participants_list><participants group_id="P1" count="60"/>
        <participants group_id="P2" count="59">one withdrew</participants></participants_list></milestone></milestone_list>
      <drop_withdraw_reason_list><drop_withdraw_reason><title>Death</title><participants_list>
        <participants group_id="P1" count="2"/></participants_list></drop_withdraw_reason></drop_withdraw_reason_list>
    </period></period_list></participant_flow>
  <baseline><population>All</population><group_list><group group_id="B1"><title>Cells</title></group></group_list>
    <analyzed_list><analyzed><units>Participants</units><scope>Overall</scope><count_list><count group_id="B1" value="60"/>
    </count_list></analyzed></analyzed_list>
    <measure_list><measure><title>Age</title><units>years</units><param>Mean</param><dispersion>Standard Deviation</dispersion>
      <class_list><class><category_list><category><measurement_list>
        <measurement group_id="B1" value="61.2" spread="8.1"/></measurement_list></category></category_list></class></class_list>
    </measure></measure_list></baseline>
  <outcome_list>
    <outcome><type>Primary</type><title>Survival</title><time_frame>20 months</time_frame><population>ITT</population>
      <group_list><group group_id="O1"><title>Cells</title></group><group group_id="O2"><title>None</title></group></group_list>
      <measure><title>Survival</title><units>months</units><param>Median</param><dispersion>95% Confidence Interval</dispersion>
        <class_list><class><title>All</title><category_list><category><measurement_list>
          <measurement group_id="O1" value="9.1" lower_limit="7.0" upper_limit="11.5"/></measurement_list></category>
        </category_list></class></class_list></measure>
      <analysis_list><analysis><group_id_list><group_id>O1</group_id><group_id>O2</group_id></group_id_list>
        <non_inferiority_type>Superiority or Other</non_inferiority_type><p_value>0.03</p_value><method>Log Rank</method>
        <param_type>Hazard Ratio (HR)</param_type><param_value>0.7</param_value><ci_percent>95</ci_percent>
        <ci_n_sides>2-Sided</ci_n_sides><ci_lower_limit>0.5</ci_lower_limit><ci_upper_limit>0.98</ci_upper_limit>
      </analysis></analysis_list></outcome>
    <outcome><type>Secondary</type><title>Later</title><posting_date>June 2021</posting_date></outcome>
  </outcome_list>
  <reported_events><time_frame>2 years</time_frame>
    <group_list><group group_id="E1"><title>Cells</title></group></group_list>
    <serious_events><default_vocab>MedDRA 20</default_vocab><default_assessment>Systematic Assessment</default_assessment>
      <category_list>
        <category><title>Total</title><event_list><event><sub_title>Total, serious adverse events</sub_title>
          <counts group_id="E1" subjects_affected="3" subjects_at_risk="60"/></event></event_list></category>
        <category><title>Infections and infestations</title><event_list><event><sub_title vocab="MedDRA 21">Sepsis</sub_title>
          <counts group_id="E1" events="2" subjects_affected="1" subjects_at_risk="60"/></event></event_list></category>
      </category_list></serious_events>
    <other_events><frequency_threshold>5</frequency_threshold><category_list/></other_events></reported_events>
  <certain_agreements><pi_employee>All Principal Investigators ARE employed by the organization sponsoring the study.</pi_employee>
  </certain_agreements>
  <limitations_and_caveats>Small.</limitations_and_caveats>
  <point_of_contact><name_or_title>Dr. Other</name_or_title><organization>A Hospital</organization></point_of_contact>
</clinical_results>"""


def read(data: bytes, name: str = "study.xml") -> list[Record | ReadFault]:
    return list(read_records(name, io.BytesIO(data)))


def one(words: str) -> Record:
    (found,) = read(words.encode())
    assert isinstance(found, Record), found
    return found


@pytest.fixture(scope="module")
def study() -> Record:
    return one(STUDY.replace("RESULTS", RESULTS))


EXPECTED: dict[str, Any] = {
    "identificationModule.nctId": "NCT00000042",
    "identificationModule.nctIdAliases": ["NCT00000041"],
    "identificationModule.orgStudyIdInfo": {"id": "UNIT-001"},
    "identificationModule.secondaryIdInfos": [{"id": "EU-7"}],
    "identificationModule.briefTitle": "Cells as Maintenance",
    "identificationModule.officialTitle": "A Randomised Study of Cells & Care",
    "identificationModule.organization": {"fullName": "A Hospital"},
    "statusModule.statusVerifiedDate": "2018-07",
    "statusModule.overallStatus": "ACTIVE_NOT_RECRUITING",
    "statusModule.expandedAccessInfo": {"hasExpandedAccess": False},
    "statusModule.startDateStruct": {"date": "2018-01-25", "type": "ACTUAL"},
    "statusModule.completionDateStruct": {"date": "2020-07", "type": "ESTIMATED"},
    "statusModule.studyFirstSubmitDate": "2017-12-28",
    "statusModule.studyFirstPostDateStruct": {"date": "2018-01-25", "type": "ACTUAL"},
    "statusModule.lastUpdateSubmitDate": "2018-07-15",
    "statusModule.lastUpdatePostDateStruct": {"date": "2018-07-17", "type": "ESTIMATED"},
    "sponsorCollaboratorsModule.leadSponsor": {"name": "A Hospital", "class": "OTHER"},
    "sponsorCollaboratorsModule.collaborators": [{"name": "An Institute", "class": "FED"}],
    "sponsorCollaboratorsModule.responsibleParty": {
        "type": "SPONSOR_INVESTIGATOR",
        "investigatorFullName": "Ann Other",
    },
    "oversightModule": {"oversightHasDmc": False, "isFdaRegulatedDrug": True},
    "descriptionModule.briefSummary": "To see whether cells help.",
    "conditionsModule": {"conditions": ["Small Cell Lung Cancer"], "keywords": ["maintenance"]},
    "designModule.studyType": "INTERVENTIONAL",
    "designModule.phases": ["PHASE1", "PHASE2"],
    "designModule.enrollmentInfo": {"count": 1120, "type": "ESTIMATED"},
    "designModule.designInfo.interventionModel": "PARALLEL",
    "designModule.designInfo.maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "OUTCOMES_ASSESSOR"]},
    "armsInterventionsModule.armGroups": [
        {"label": "cells", "type": "EXPERIMENTAL", "interventionNames": ["Biological: NK cells"]},
        {"label": "none", "type": "NO_INTERVENTION"},
    ],
    "armsInterventionsModule.interventions": [
        {"type": "BIOLOGICAL", "name": "NK cells", "armGroupLabels": ["cells"], "otherNames": ["natural killer cells"]}
    ],
    "outcomesModule.primaryOutcomes": [
        {"measure": "Survival", "description": "From randomisation.", "timeFrame": "20 months"}
    ],
    "eligibilityModule.eligibilityCriteria": "Inclusion Criteria:\n\n* Age of 18 or more\n* KPS \\>= 80\n\n"
    "Exclusion Criteria:\n\n1. Pregnancy\n2. HIV",
    "eligibilityModule.healthyVolunteers": False,
    "eligibilityModule.sex": "ALL",
    "eligibilityModule.minimumAge": "18 Years",
    "eligibilityModule.maximumAge": None,
    "eligibilityModule.stdAges": ["ADULT", "OLDER_ADULT"],
    "contactsLocationsModule.centralContacts": [
        {"name": "The Team", "role": "CONTACT", "phone": "123", "email": "team@example.org"}
    ],
    "contactsLocationsModule.overallOfficials": [
        {"name": "A. Person, MD", "affiliation": "A Hospital", "role": "PRINCIPAL_INVESTIGATOR"}
    ],
    "contactsLocationsModule.locations": [
        {
            "facility": "A Hospital",
            "status": "RECRUITING",
            "city": "Changchun",
            "state": "Jilin",
            "zip": "130021",
            "country": "China",
            "contacts": [
                {"name": "Somebody", "role": "CONTACT"},
                {"name": "Ann Other", "role": "SUB_INVESTIGATOR"},
            ],
        }
    ],
    "referencesModule.references": [
        {"pmid": "1", "type": "BACKGROUND", "citation": "Somebody. Something. 2010."},
        {"type": "RESULT", "citation": "Result. 2020."},
    ],
    "referencesModule.seeAlsoLinks": [{"label": "More", "url": "https://example.org/"}],
    "ipdSharingStatementModule": {"ipdSharing": "UNDECIDED", "infoTypes": ["STUDY_PROTOCOL"]},
}


@pytest.mark.parametrize("path", EXPECTED)
def test_the_protocol_is_read(study: Record, path: str):
    assert value(study.raw, f"protocolSection.{path}") == EXPECTED[path]


def test_documents_terms_and_removed_countries_are_read(study: Record):
    assert study.raw["documentSection"]["largeDocumentModule"]["largeDocs"] == [
        {
            "hasProtocol": True,
            "hasSap": True,
            "hasIcf": False,
            "label": "Study Protocol",
            "date": "2018-05-02",
            "filename": "Prot_SAP_000.pdf",
        }
    ]
    assert study.raw["derivedSection"] == {
        "miscInfoModule": {"removedCountries": ["France"]},
        "conditionBrowseModule": {"meshes": [{"term": "Small Cell Lung Carcinoma"}]},
    }


def test_results_are_read(study: Record):
    found = study.raw["resultsSection"]
    assert study.has_results
    (period,) = found["participantFlowModule"]["periods"]
    assert period["milestones"][0]["achievements"] == [
        {"groupId": "FG000", "numSubjects": "60"},
        {"groupId": "FG001", "comment": "one withdrew", "numSubjects": "59"},
    ]
    assert period["dropWithdraws"] == [{"type": "Death", "reasons": [{"groupId": "FG000", "numSubjects": "2"}]}]
    baseline = found["baselineCharacteristicsModule"]
    assert baseline["denoms"] == [{"units": "Participants", "counts": [{"groupId": "BG000", "value": "60"}]}]
    assert baseline["measures"] == [
        {
            "title": "Age",
            "paramType": "MEAN",
            "dispersionType": "STANDARD_DEVIATION",
            "unitOfMeasure": "years",
            "classes": [{"categories": [{"measurements": [{"groupId": "BG000", "value": "61.2", "spread": "8.1"}]}]}],
        }
    ]
    first, second = found["outcomeMeasuresModule"]["outcomeMeasures"]
    assert (first["type"], first["reportingStatus"], first["dispersionType"]) == ("PRIMARY", "POSTED", "CONFIDENCE_95")
    assert first["classes"][0]["categories"][0]["measurements"] == [
        {"groupId": "OG000", "value": "9.1", "lowerLimit": "7.0", "upperLimit": "11.5"}
    ]
    assert first["analyses"] == [
        {
            "groupIds": ["OG000", "OG001"],
            "nonInferiorityType": "SUPERIORITY_OR_OTHER",
            "pValue": "0.03",
            "statisticalMethod": "Log Rank",
            "paramType": "Hazard Ratio (HR)",
            "paramValue": "0.7",
            "ciPctValue": "95",
            "ciNumSides": "TWO_SIDED",
            "ciLowerLimit": "0.5",
            "ciUpperLimit": "0.98",
        }
    ]
    assert (second["reportingStatus"], second["anticipatedPostingDate"]) == ("NOT_POSTED", "2021-06")


def test_adverse_events_are_read_and_totals_stand_with_their_group(study: Record):
    events = study.raw["resultsSection"]["adverseEventsModule"]
    assert events["eventGroups"] == [{"id": "EG000", "title": "Cells", "seriousNumAffected": 3, "seriousNumAtRisk": 60}]
    assert events["seriousEvents"] == [
        {
            "term": "Sepsis",
            "organSystem": "Infections and infestations",
            "sourceVocabulary": "MedDRA 21",
            "assessmentType": "SYSTEMATIC_ASSESSMENT",
            "stats": [{"groupId": "EG000", "numEvents": 2, "numAffected": 1, "numAtRisk": 60}],
        }
    ]
    assert events["frequencyThreshold"] == "5" and "otherEvents" not in events
    more = study.raw["resultsSection"]["moreInfoModule"]
    assert more["certainAgreement"] == {"piSponsorEmployee": True}
    assert more["limitationsAndCaveats"] == {"description": "Small."}


def test_without_results_there_is_no_section_of_results():
    found = one(STUDY.replace("RESULTS", ""))
    assert "resultsSection" not in found.raw and not found.has_results


def test_terms_without_ids_tag_a_record(study: Record):
    assert "D055752" in of_record(study, built_in()).conditions
    assert "D055752" in str(document(study, Tagger(built_in()))["c_condition"]).split()


def test_older_labels_and_the_design_in_one_sentence_are_understood():
    old = STUDY.replace("RESULTS", "").replace("<phase>Phase 1/Phase 2</phase>", "<phase>N/A</phase>")
    start, end = old.index("<study_design_info>"), old.index("</study_design_info>") + len("</study_design_info>")
    sentence = "Allocation: Randomized, Masking: Double Blind (Subject, Caregiver), Primary Purpose: Treatment"
    found = one(old[:start] + f"<study_design>{sentence}</study_design>" + old[end:].replace(">All<", ">Both<"))
    design = found.raw["protocolSection"]["designModule"]
    assert found.phases == ("NA",) and found.sex == "ALL"
    assert design["designInfo"]["maskingInfo"] == {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "CARE_PROVIDER"]}
    assert design["designInfo"]["allocation"] == "RANDOMIZED"


@pytest.mark.parametrize(
    ("said", "means"),
    [("January 25, 2018", "2018-01-25"), ("July 2018", "2018-07"), ("Sept. 2, 1999", "1999-09-02"), ("2018", "2018"),
     ("soon", "soon"), (None, None)],
)  # fmt: skip
def test_a_date_is_read_and_what_is_none_is_kept(said: str | None, means: str | None):
    assert day(said) == means


def test_a_code_that_nobody_knows_is_not_lost():
    assert code("Status", "Resting (for now)") == "RESTING_FOR_NOW"


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><clinical_study><brief_title>&b;</brief_title></clinical_study>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><clinical_study><brief_title>&a;</brief_title></clinical_study>',
        b"<clinical_study><brief_title>cut",
        b"<html><body>Not found</body></html>",
        b"<clinical_study></clinical_study>",
    ],
)
def test_bombs_and_broken_files_are_faults(data: bytes):
    (found,) = read(data)
    assert isinstance(found, ReadFault) and found.where == "study.xml" and found.says.zh


def test_xml_is_read_in_any_packing_and_encoding():
    words = STUDY.replace("RESULTS", "").replace("A Hospital", "吉林大学第一医院")
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("NCT0000xxxx/NCT00000042.xml", words)
    chinese = words.replace("UTF-8", "GB18030").encode("gb18030")
    for data in (
        gzip.compress(words.encode()),
        kept.getvalue(),
        words.replace("UTF-8", "UTF-16").encode("utf-16"),
        chinese,
    ):
        (found,) = read(data)
        assert isinstance(found, Record) and found.lead_sponsor == "吉林大学第一医院", found


@pytest.mark.parametrize("declared", ["GB18030", "gbk"])
def test_the_encoding_that_a_document_declares_is_taken_at_its_word(declared: str):
    words = STUDY.replace("RESULTS", "").replace("A Hospital", "朱镕基 瞭望").replace("UTF-8", declared)
    (found,) = read(words.encode(declared))
    assert isinstance(found, Record) and found.lead_sponsor == "朱镕基 瞭望"  # 镕 and 瞭 are not in GB 2312


def test_big5_and_utf_16_without_its_mark_are_read():
    taiwan = STUDY.replace("RESULTS", "").replace("A Hospital", "臺大醫院")
    for data in (taiwan.replace("UTF-8", "Big5").encode("big5"), taiwan.replace("UTF-8", "UTF-16").encode("utf-16-be")):
        (found,) = read(data)
        assert isinstance(found, Record) and found.lead_sponsor == "臺大醫院"


def test_a_list_within_an_item_stays_within_it_and_signs_of_markup_are_escaped():
    text = """
        Inclusion Criteria:

          -  Any of:

               -  ALT &lt; 3*ULN [1], or
                  AST &lt; 3*ULN

               1. WBC &gt; 2x10^9/L

                    -  on two days

          -  snake_case

        Notes follow.

          2) last
    """
    whole = f"<clinical_study><id_info><nct_id>NCT00000042</nct_id></id_info><eligibility><criteria><textblock>{text}"
    (found,) = read(f"{whole}</textblock></criteria></eligibility></clinical_study>".encode())
    assert isinstance(found, Record)
    assert found.criteria == (
        "Inclusion Criteria:\n\n* Any of:\n  * ALT \\< 3\\*ULN \\[1\\], or AST \\< 3\\*ULN\n  1. WBC \\> 2x10\\^9/L\n"
        "     * on two days\n* snake\\_case\n\nNotes follow.\n\n2) last"
    )


def test_several_studies_in_one_document_are_all_read():
    inner = STUDY.replace("RESULTS", "").partition("?>")[2]
    found = read(f"<search_results>{inner}{inner.replace('NCT00000042', 'x')}</search_results>".encode())
    assert [one.nct_id if isinstance(one, Record) else one.where for one in found] == ["NCT00000042", "study.xml[2]"]
