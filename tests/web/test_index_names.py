"""An index is made anew when the list of names by which its records were tagged has changed."""

from __future__ import annotations

import json
from pathlib import Path

from equipoise.registry.concepts import built_in, list_version
from equipoise.registry.record import Record
from equipoise.web.index import TantivyIndex


def opened(folder: Path) -> TantivyIndex:
    return TantivyIndex(folder, built_in(), lambda *_: ())


def test_an_index_tagged_by_another_list_of_names_is_dropped(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    index = opened(folder)
    index.add([Record({"protocolSection": {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "COPD"}}})])
    index.commit(1)
    assert opened(folder).count() == 1

    marker = folder / "equipoise.json"
    told = json.loads(marker.read_text("utf-8"))
    assert told["names"] == list_version()
    marker.write_text(json.dumps({**told, "names": "0"}), encoding="utf-8")

    again = opened(folder)
    assert again.count() == 0 and again.mark == 0
