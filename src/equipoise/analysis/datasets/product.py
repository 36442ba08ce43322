"""The cell product from vein to vein: a row a bag, with its collection, culture, release and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.analysis.datasets.dataset import ARM, FACTS_FIELD, PARTICIPANT, Dataset, Field, Value, make
from equipoise.analysis.tables.context import Context
from equipoise.analysis.tables.product import tells_arms
from equipoise.rules.product import chain
from equipoise.values.text import Text


def product(context: Context) -> Dataset:
    """Every bag, and every culture that gave none; empty in a study without a product, and while it would tell arms."""
    fields = (
        PARTICIPANT,
        ARM,
        Field("collection", "integer", Text("Number of the collection", "采集序号")),
        Field("collected_on", "date", Text("Day of the collection", "采集日期")),
        Field("mononuclear_cells", "number", Text("Mononuclear cells collected", "采集单个核细胞数")),
        Field("batch", "text", Text("Culture", "培养批次")),
        Field("seeded_on", "date", Text("Day of seeding", "接种日期")),
        Field("disposition", "text", Text("How the culture ended; empty: it lives", "批次结局；空为仍在培养")),
        Field("bag", "text", Text("Bag; empty: the culture gave none", "制品袋；空为该批次无制品袋")),
        Field("filled_on", "date", Text("Day of filling", "制备日期")),
        Field("viability_pct", "number", Text("Viability", "活率"), "%"),
        Field("nk_pct", "number", Text("Share of the wanted cells", "目标细胞比例"), "%"),
        Field("filled_ml", "number", Text("Volume filled", "制备体积"), "mL"),
        Field("state", "text", Text("Furthest step", "当前状态")),
        Field("release", "text", Text("Full, conditional or exceptional; empty: not released", "放行类型；空为未放行")),
        Field("given_ml", "number", Text("Volume that went in", "输注体积"), "mL"),
        Field("given_cells", "number", Text("Cells that went in", "输注细胞数")),
        FACTS_FIELD,
    )
    title = Text("Product from vein to vein", "制品全流程")
    one = Text("A bag, or a culture without any", "每个制品袋（或无袋批次）一行")
    return make("product", title, one, fields, _rows(context))


def _rows(context: Context) -> Iterator[dict[str, Value]]:
    if context.study.product is None or tells_arms(context.study, masked=context.masked):
        return
    for one, arm in context.population().of(context.people):
        found = chain(context.study, one.facts)
        for batch in found.batches.values():
            collection = found.collections.get(batch.collection)
            collected = collection.collected if collection is not None else None
            of_batch: dict[str, Value] = {
                "participant": one.number,
                "arm": arm,
                "collection": batch.collection,
                "collected_on": collection.day if collection is not None else None,
                "mononuclear_cells": float(collected.body.mononuclear_cells) if collected is not None else None,
                "batch": batch.id,
                "seeded_on": batch.day,
                "disposition": batch.disposition or None,
                "facts": tuple(fact.seq for fact in (collected, batch.seeded, batch.closed) if fact is not None),
            }
            if not batch.bags:
                yield of_batch
            for bag in batch.bags:
                filled, ended = bag.formulated.body, bag.ended
                yield of_batch | {
                    "bag": bag.id,
                    "filled_on": bag.day,
                    "viability_pct": float(filled.viability_pct),
                    "nk_pct": float(filled.nk_pct),
                    "filled_ml": float(filled.volume_ml),
                    "state": bag.state,
                    "release": bag.released.body.kind if bag.released is not None else None,
                    "given_ml": float(ended.body.volume_ml) if ended is not None else None,
                    "given_cells": float(ended.body.cells_given) if ended is not None else None,
                    "facts": tuple(fact.seq for fact in bag.steps),
                }
