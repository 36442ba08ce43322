"""Whatever bytes come: readers and proposals answer with results and faults, never with an exception."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.exchange.laboratory import kind_of, plan, propose, read_csv, read_fhir, read_file, read_hl7
from equipoise.facts.laboratory import LaboratoryMapping
from tests.exchange.ward import COORDINATOR, MAPPING, NOW, Ward, protocols

WARD = Ward()
SCRAPS = st.sampled_from([
    b"MSH|^~\\&|", b"MSH|^~\\&|a|b|c|d|e||ORU^R01|1|P|2.5", b"\rPID|1||x", b"\rOBR|", b"\rOBX|1|NM|a^b||5|g/L", b"\rOBX|", b"\r", b"|",
    b"^",
    b"~", b"\\", b"\\X0D\\", b"subject,date,code,value,unit,low,high\n", b"a,2026-05-11,HGB,13,g/L,,\n", b'"', b"\n", b"\t", b";",
    b'{"resourceType":"Bundle","entry":[', b'{"resource":', b"}", b"]", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", "血红蛋白".encode("gbk"),
])  # fmt: skip
BYTES = st.one_of(st.binary(max_size=200), st.lists(SCRAPS, max_size=14).map(b"".join))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["resourceType", "entry", "resource", "contained", "subject", "reference", "identifier", "value", "code",
                         "coding", "status",
                         "valueQuantity", "component", "referenceRange", "low", "performer", "text"]), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(raw=BYTES)
def test_no_bytes_make_a_reader_fall(raw: bytes) -> None:
    assert kind_of(raw) in ("csv", "hl7", "fhir")
    read_csv(raw, MAPPING)
    read_hl7(raw)
    read_fhir(raw)


@settings(max_examples=80, deadline=None)
@given(raw=BYTES)
def test_no_bytes_make_a_proposal_or_a_plan_fall(raw: bytes) -> None:
    proposal = propose(protocols().first, raw)
    mapping = proposal.mapping
    read = read_file(raw, mapping)
    made = plan(WARD.gateway.trial(), COORDINATOR, NOW, read, mapping if mapping.kind != "csv" else MAPPING)
    assert len(made.lines) >= len(read.results)


@settings(max_examples=120, deadline=None)
@given(
    whole=st.dictionaries(st.sampled_from(["resourceType", "entry", "contained", "component"]), JSON),
    kind=st.sampled_from(["Bundle", "Observation"]),
)
def test_no_json_makes_the_reader_of_fhir_fall(whole: dict[str, object], kind: str) -> None:
    whole["resourceType"] = kind
    read = read_fhir(json.dumps(whole).encode())
    mapping = LaboratoryMapping(kind="fhir", subject="identifier")
    plan(WARD.gateway.trial(), COORDINATOR, NOW, read, mapping)
