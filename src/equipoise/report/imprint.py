"""What every report says about itself: from which facts, by which version of the study file, with which software, until when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import equipoise
from equipoise import __version__
from equipoise.paper import Cell, KeyValues
from equipoise.paper.set_pdf import TYPESETTER
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, same

_STUDY = Text("Study", "研究")
_PROTOCOL = Text("Version of the study file", "研究文件版本")
_DIGEST = Text("Digest of that version (SHA-256)", "该版本摘要（SHA-256）")
_CUT = Text("Data cut, that day included", "数据截止日（含当日）")
_HEAD = Text("Newest fact of the ledger", "账本末条事实")
_HASH = Text("Its hash (SHA-256)", "其哈希值（SHA-256）")
_SOFTWARE = Text("Software", "软件")
_PROGRAM = Text("Digest of the program (SHA-256)", "程序摘要（SHA-256）")
_ENVIRONMENT = Text("Kind of facts", "数据性质")
_ENVIRONMENTS = {
    "real": Text("a real trial", "真实试验"),
    "training": Text("training: no participant is real", "培训数据，非真实受试者"),
    "rehearsal": Text("a rehearsal: no participant and no result is real", "预演数据，受试者与结果均非真实"),
    "": Text("the study is not open yet: there are no facts", "研究尚未启动，暂无事实"),
}
_SHORT = Text(
    "{study} · version {version} · data cut {cut} · fact {head}",
    "{study} · 版本 {version} · 数据截止 {cut} · 第 {head} 条事实",
)
_FOOT = Text("{software}, program {program}", "{software}，程序 {program}")
_CONCEALED = Text(
    "withheld here while the study is masked; it stands in manifest.json", "盲态期间此处不列，见 manifest.json"
)


@dataclass(frozen=True, slots=True)
class Software:
    """The program to the byte: its version, the digest over all its files, and the typesetter that sets its pages."""

    version: str
    sha256: str
    typesetter: str = TYPESETTER

    @property
    def name(self) -> str:
        """The version as it is printed."""
        return f"Equipoise {self.version}"


@lru_cache(maxsize=1)
def software() -> Software:
    """The program that runs now."""
    return Software(__version__, program_hash(Path(equipoise.__file__).parent))


def program_hash(folder: Path) -> str:
    """SHA-256 over the path and the content of every file of the program, in the order of the paths."""
    whole = hashlib.sha256()
    for file in sorted(file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts):
        content = file.read_bytes()
        whole.update(f"{file.relative_to(folder).as_posix()}\n{len(content)}\n".encode() + content)
    return whole.hexdigest()


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a report rests on. `moment` is when the newest fact was recorded: no report carries the time of its making.

    `concealed`: the report is for people who may not see arms. A hash of the chain would let them test a guess, so it is not
    printed for them.
    """

    study: str
    environment: str
    version: str
    digest: str
    cut: date
    head: int
    hash: str
    moment: datetime
    software: Software
    concealed: bool = False

    @property
    def line(self) -> Text:
        """The imprint in one line, for the head of every page."""
        return _SHORT.format(study=self.study, version=self.version, cut=self.cut.isoformat(), head=self.head)

    @property
    def foot(self) -> Text:
        """The software in one line, for the foot of every page."""
        return _FOOT.format(software=self.software.name, program=self.software.sha256[:12])

    def block(self) -> KeyValues:
        """The whole imprint."""
        hidden = Cell(_CONCEALED, "quiet")
        return KeyValues(
            (
                (_STUDY, same(self.study)),
                (_ENVIRONMENT, _ENVIRONMENTS[self.environment]),
                (_PROTOCOL, same(self.version)),
                (_DIGEST, Cell(same(self.digest), code=True)),
                (_CUT, day_words(self.cut)),
                (_HEAD, same(str(self.head))),
                (_HASH, hidden if self.concealed else Cell(same(self.hash), code=True)),
                (_SOFTWARE, same(f"{self.software.name}; {self.software.typesetter}")),
                (_PROGRAM, Cell(same(self.software.sha256), code=True)),
            )
        )
