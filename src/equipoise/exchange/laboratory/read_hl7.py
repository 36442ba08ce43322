"""Results from HL7 v2 messages ORU^R01 (HL7 2.3 to 2.8, chapter 7), one or many in a file, also as a batch.

Read: MSH (type, character set), PID (identifiers), OBR-7, SPM-17, OBX with the types NM, SN, ST, TX, CE, CWE, IS. Names and
addresses of people are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import hl7

from equipoise.exchange.laboratory.decode import HL7_CHARSETS, decode, undecodable
from equipoise.exchange.laboratory.result import LARGEST_ROWS, Coded, Fault, Read, Result, fault, too_many
from equipoise.values.text import Text

_BREAKS: Final = re.compile(rb"[\r\n\x0b\x1c]+")
_ENVELOPE: Final = (b"FHS", b"BHS", b"BTS", b"FTS")
_NUMBERS: Final = ("NM", "ST", "TX", "IS", "ID")
_CODED: Final = ("CE", "CWE", "CF", "CNE")
_COMPARATORS: Final = frozenset({"", "=", "<", ">", "<=", ">="})


@dataclass(slots=True)
class _Group:
    """What the segments before an OBX say of it."""

    message: str
    sender: str = ""
    subjects: tuple[tuple[str, str], ...] = ()
    sampled: str = ""
    results: list[Result] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    observations: int = 0


def read_hl7(raw: bytes) -> Read:
    """Every result of the messages in a file; what cannot be read is a fault of its message or segment. Never raises."""
    results: list[Result] = []
    faults: list[Fault] = []
    encodings: list[str] = []
    sender = ""
    for number, lines in enumerate(_messages(raw), start=1):
        group = _message(str(number), lines, encodings)
        results += group.results
        faults += group.faults
        sender = sender or group.sender
        if len(results) > LARGEST_ROWS:
            faults.append(too_many(str(number)))
            break
    if not results and not faults:
        faults.append(fault("", "no_messages", Text("The file holds no HL7 message.", "文件中没有 HL7 消息。")))
    encoding = ", ".join(dict.fromkeys(encodings))
    return Read("hl7", tuple(results[:LARGEST_ROWS]), tuple(faults), encoding, sender=sender)


def _messages(raw: bytes) -> Iterator[list[bytes]]:
    """The lines of each message; what stands before the first one is a message that is none, and says so."""
    lines: list[bytes] = []
    for line in _BREAKS.split(raw.removeprefix(b"\xef\xbb\xbf")):
        line = line.strip(b" \t")
        if not line or line.startswith(_ENVELOPE):
            continue
        if line.startswith(b"MSH") and lines:
            yield lines
            lines = []
        lines.append(line)
    if lines:
        yield lines


def _message(number: str, lines: list[bytes], encodings: list[str]) -> _Group:
    group = _Group(number)
    if not lines[0].startswith(b"MSH") or len(lines[0]) < 9:
        group.faults.append(_not_hl7(number))
        return group
    charset = _charset(lines[0])
    if charset is None:
        says = Text("The character set in MSH-18 is not known.", "MSH-18 声明的字符集无法识别。")
        group.faults.append(fault(number, "charset", says))
        return group
    decoded = decode(b"\r".join(lines), charset)
    encodings.append(decoded.encoding)
    if decoded.text is None:
        group.faults.append(undecodable(number))
        return group
    try:
        _walk(hl7.parse(decoded.text), group)
    except (hl7.HL7Exception, IndexError, KeyError, ValueError, TypeError, RecursionError):
        group.results.clear()
        group.faults.append(_not_hl7(number))
    return group


def _charset(head: bytes) -> str | None:
    """The encoding that MSH-18 declares: empty where it declares none, None where it is not known."""
    fields = head.split(head[3:4])
    declared = fields[17].decode("ascii", "replace").strip() if len(fields) > 17 else ""
    named = re.split(r"[~^]", declared)[0].strip().upper()
    if not named or named == "ASCII":
        return ""  # laboratories that declare nothing send what they have: it is told from the bytes
    return HL7_CHARSETS.get(named)


def _walk(message: hl7.Message, group: _Group) -> None:
    head = message[0]
    kind = "^".join(_part(message, head, 9, part) for part in (1, 2))
    if kind != "ORU^R01":
        says = Text(f"This message is {kind or 'of no kind'}, not a laboratory result (ORU^R01).",
                    f"此消息类型为 {kind or '空'}，不是检验结果（ORU^R01）。")  # fmt: skip
        group.faults.append(fault(group.message, "not_a_result", says))
        return
    group.sender = _part(message, head, 4, 1) or _part(message, head, 3, 1)
    for segment in message[1:]:
        name = str(segment[0])
        if name == "PID":
            group.subjects, group.sampled = tuple(_identifiers(message, segment)), ""
        elif name == "OBR":
            group.sampled = _part(message, segment, 7, 1)
        elif name == "SPM":
            group.sampled = group.sampled or _part(message, segment, 17, 1)
        elif name == "OBX":
            group.observations += 1
            _observation(message, segment, group)


def _identifiers(message: hl7.Message, segment: hl7.Segment) -> Iterator[tuple[str, str]]:
    """Each identifier with its field and issuer: (`S1-001-A`, `PID-3^STUDY`)."""
    for number in (2, 3, 4):
        for repetition in _repetitions(segment, number):
            value = _component(message, repetition, 1)
            if value:
                yield value, f"PID-{number}^{_component(message, repetition, 4)}"


def _observation(message: hl7.Message, segment: hl7.Segment, group: _Group) -> None:
    place = f"{group.message}/OBX-{group.observations}"
    kind = _part(message, segment, 2, 1)
    status = _part(message, segment, 11, 1) or "F"
    found = _value(message, segment, kind)
    if found is None and status in ("F", "C", "P"):
        says = Text(f"A result of type {kind or '?'} is not read.", f"不读取类型为 {kind or '?'} 的结果。")
        group.faults.append(fault(place, "value_type", says))
        return
    comparator, value, words = found or ("", "", "")
    group.results.append(
        Result(
            place=place,
            subjects=group.subjects,
            sampled=group.sampled or _part(message, segment, 14, 1),
            analyte=tuple(_names(message, segment)),
            value=value,
            comparator=comparator,
            unit=_part(message, segment, 6, 1),
            limits=_part(message, segment, 7, 1),
            flag=_part(message, segment, 8, 1),
            laboratory=_part(message, segment, 15, 1) or _part(message, segment, 23, 1) or group.sender,
            status=status,
            words=words,
        )
    )


def _value(message: hl7.Message, segment: hl7.Segment, kind: str) -> tuple[str, str, str] | None:
    """Comparator, value and words of OBX-5; None for a type that is not read, or for several values at once."""
    repetitions = _repetitions(segment, 5)
    if len(repetitions) > 1:
        return None
    repetition = repetitions[0] if repetitions else None
    if kind in _NUMBERS or not kind:
        return "", _part(message, segment, 5, 1), ""
    if kind in _CODED:
        return "", _component(message, repetition, 1), _component(message, repetition, 2)
    if kind == "SN":
        comparator, first, sign, second = (_component(message, repetition, part) for part in (1, 2, 3, 4))
        if comparator not in _COMPARATORS:
            return None
        return comparator.replace("=", "") if comparator == "=" else comparator, f"{first}{sign}{second}", ""
    return None


def _names(message: hl7.Message, segment: hl7.Segment) -> Iterator[Coded]:
    for repetition in _repetitions(segment, 3):
        for first in (1, 4):
            coded = Coded(*(_component(message, repetition, first + part) for part in range(3)))
            if coded.code or coded.label:
                yield coded


def _repetitions(segment: hl7.Segment, number: int) -> list[object]:
    if len(segment) <= number:
        return []
    found = list(segment[number])
    return [one for one in found if str(one)]


def _component(message: hl7.Message, repetition: object, number: int) -> str:
    if repetition is None:
        return ""
    if isinstance(repetition, str):
        return message.unescape(repetition).strip() if number == 1 else ""
    assert isinstance(repetition, hl7.Container)
    return message.unescape(str(repetition[number - 1])).strip() if len(repetition) >= number else ""


def _part(message: hl7.Message, segment: hl7.Segment, number: int, component: int) -> str:
    found = _repetitions(segment, number)
    return _component(message, found[0], component) if found else ""


def _not_hl7(place: str) -> Fault:
    return fault(place, "not_hl7", Text("This is not an HL7 v2 message.", "此处不是 HL7 v2 消息。"))
