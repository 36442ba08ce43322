"""From a stored row to a typed fact: old schemas are lifted, unknown kinds and newer schemas are told in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from equipoise.facts.body import Body
from equipoise.facts.fact import Fact
from equipoise.facts.vocabulary import VOCABULARY
from equipoise.ledger.codec import Upcasters, parse
from equipoise.ledger.faults import LedgerFault
from equipoise.ledger.row import Row
from equipoise.values.text import Text

UPCASTERS: Final = Upcasters({})
"""How bodies of older schemas are read. A kind that changes its shape gets a new `SCHEMA` and a step here, never a rewrite."""

_DECODERS: Final[Mapping[str, msgspec.json.Decoder[Any]]] = {
    kind: msgspec.json.Decoder(body) for kind, body in VOCABULARY.items()
}
_NEWER = Text(
    "Fact {seq} ({kind}, schema {schema}) was written by a newer version of Equipoise. Install that version to read it.",
    "第 {seq} 条事实（{kind}，结构版本 {schema}）由更新版本的 Equipoise 写入。请安装该版本后再读取。",
)
_UNREADABLE = Text(
    "Fact {seq} ({kind}) does not say what its kind must say: {why}. Verify the ledger.",
    "第 {seq} 条事实（{kind}）的内容与其类型不符：{why}。请校验账本。",
)


def read_fact(row: Row) -> Fact[Body]:
    """The typed fact of a stored row. LedgerFault if the row is of a newer version, or does not fit its kind."""
    kind = VOCABULARY.get(row.kind)
    if kind is None or row.schema > kind.SCHEMA:
        raise LedgerFault(_NEWER.format(seq=row.seq, kind=row.kind, schema=row.schema))
    try:
        body = _DECODERS[row.kind].decode(row.body) if row.schema == kind.SCHEMA else _lifted(row, kind)
    except (msgspec.MsgspecError, ValueError) as fault:
        raise LedgerFault(_UNREADABLE.format(seq=row.seq, kind=row.kind, why=fault)) from fault
    return Fact(
        seq=row.seq,
        stream=row.stream,
        subject=row.subject,
        happened=row.happened,
        recorded=row.recorded,
        received=row.received,
        protocol=row.protocol,
        actor=row.actor,
        role=row.role,
        reason=row.reason,
        cause=row.cause,
        body=body,
    )


def _lifted(row: Row, kind: type[Body]) -> Body:
    schema, body = UPCASTERS.upcast(row.kind, row.schema, parse(row.body))
    if schema != kind.SCHEMA:
        raise ValueError(f"schema {row.schema} cannot be read any more")
    return msgspec.convert(body, kind)
