"""Taking records over at the terminal: from files to a report of what was new, changed, the same or at fault."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, cast

import typer

from equipoise.cli.output import ENVIRONMENT, FINDING, end, note, put, put_json, say
from equipoise.registry.read import Part, Stretch, read_parts
from equipoise.values.text import Text
from equipoise.web.index import IndexFault
from equipoise.web.records import Imported
from equipoise.web.registry import registry

_EVERY: Final = 200


def take_over(read: Iterator[Part], source: str, *, accept: bool) -> Imported:
    """Records kept and indexed; ends with a word where another process imports."""
    try:
        return registry().take_over(read, datetime.now(UTC), source, accept=accept)
    except IndexFault as fault:
        end(ENVIRONMENT, fault.says)


def report(done: Imported, *, json: bool) -> None:
    """What an import did; exit status 1 where there were faults or it was refused."""
    if json:
        put_json(
            {
                "new": 0 if done.collapsed else done.new,
                "changed": 0 if done.collapsed else done.changed,
                "same": 0 if done.collapsed else done.same,
                "faults": [{"where": fault.where, "says": say(fault.says)} for fault in done.faults],
                "collapsed": done.collapsed,
            }
        )
    for fault in done.faults:
        note(Text(f"{fault.where}: {fault.says.en}", f"{fault.where}：{fault.says.zh}"))
    if done.collapsed:
        for one in done.collapsed:
            note(
                Text(
                    f"{one.name}: {one.before} % of the records of the last import had it, {one.now} % of these do.",
                    f"{one.name}：上次导入的记录中 {one.before}% 有此字段，本次仅 {one.now}%。",
                )
            )
        end(
            FINDING,
            Text(
                "Nothing was imported: fields are largely gone since the last import. If that is right, repeat with --accept.",
                "未导入任何记录：与上次导入相比，有字段大量缺失。如确认无误，请加 --accept 重试。",
            ),
        )
    if not json:
        put(
            Text(
                f"{done.new} new, {done.changed} changed, {done.same} the same, {len(done.faults)} faults.",
                f"新增 {done.new} 条，变更 {done.changed} 条，未变 {done.same} 条，{len(done.faults)} 处错误。",
            )
        )
    raise typer.Exit(FINDING if done.faults else 0)


class _Counted(io.BufferedReader):
    """A file that tells how much of it has been read."""

    def __init__(self, file: Path, before: int) -> None:
        super().__init__(io.FileIO(file), buffer_size=1 << 20)
        self._before = before

    @property
    def done(self) -> int:
        """Bytes read, those of the files before included."""
        return self._before + self.tell()


def read_files(files: Sequence[Path], tell: Callable[[int, str], None]) -> Iterator[Part]:
    """What the files hold, one after the other; `tell` hears the bytes and records read."""
    before = count = told = 0
    for file in files:
        with closing(_Counted(file, before)) as data:
            for one in read_parts(file.name, cast(BinaryIO, data), str(file.absolute())):
                count += one.count if isinstance(one, Stretch) else 1
                if count >= told + _EVERY:
                    tell(data.done, str(count))
                    told = count
                yield one
        before += file.stat().st_size
