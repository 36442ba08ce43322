"""A document with every kind of block, whose words would do harm if anybody read them as source."""

from __future__ import annotations

from datetime import UTC, datetime

from equipoise.paper import (
    Cell,
    Column,
    Contents,
    Document,
    Figure,
    Heading,
    KeyValues,
    Notice,
    PageBreak,
    Paragraph,
    Place,
    Signature,
    Signatures,
    Table,
    Turn,
)
from equipoise.values.text import Text, same

MOMENT = datetime(2026, 5, 10, 8, tzinfo=UTC)
HARM = '#panic("evaluated") #read("/etc/passwd") $x$ *b* _i_ [a] @c <d> \\ // `r` <script>alert("x")</script> & "q"'
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="20"><rect width="60" height="20" fill="#0b6b6b"/></svg>'


def document(*, rows: int = 3, words: str = HARM) -> Document:
    """Every block once; the table has as many rows as asked."""
    return Document(
        Text("A title", "标题"),
        Text("Its subtitle", "副标题"),
        MOMENT,
        (
            Notice(Text("All is well", "一切正常"), (same(words),), "good"),
            Contents(Text("Contents", "目录")),
            Heading(Text("First", "第一节"), anchor="first"),
            Paragraph(Text(f"{words}\nsecond line", f"{words}\n第二行")),
            KeyValues(
                ((Text("Name", "名称"), same(words)), (Text("Hash", "哈希"), Cell(same("9f86d081" * 8), code=True)))
            ),
            Heading(Text("Deep", "更深"), 3),
            Table(
                (
                    Column(Text("What", "内容"), 2),
                    Column(Text("Number", "数值"), 0, "number"),
                    Column(Text("State", "状态"), 0),
                ),
                tuple(
                    (same(f"row {n}"), same(("1", "12.5", "3.25", "—")[n % 4]), Cell(Text("bad", "不符"), "bad"))
                    for n in range(rows)
                ),
                Text("Rows", "各行"),
            ),
            Figure(DRAWING, Text("A bar of sixty", "长度六十的条形"), Text("A bar", "条形")),
            PageBreak(),
            Place(Text("By the author", "由作者撰写"), same(words)),
            Turn(landscape=True),
            Table(
                (Column(Text("Count", "例数"), 1, "number"),),
                ((Cell(same("12"), address="table/row/column", under=same("S-001; 17")),),),
                Text("Counted", "计数"),
                dense=True,
            ),
            Turn(landscape=False),
            Signatures((Signature(Text("Reviewed", "审核"), Text("I read it", "已审阅"), "Li Na", "2026-05-10"),)),
        ),
        head=same("Equipoise"),
        foot=Text("As of now", "截至此刻"),
    )
