"""What a page says to a question that would take minutes: why, what to add, and the way back to what was typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase, QueryDict

from equipoise.registry.search.index import TooBroad
from equipoise.values.text import Text
from equipoise.web.finder.asked import read
from equipoise.web.refusals import Refusal, answer
from equipoise.web.templatetags.words import language

TOO_BROAD = Refusal(
    "too_broad",
    400,
    Text("This question is too broad", "检索范围过大"),
    Text(
        "It asks for something that has to be looked up in each record, and too many records come into question.",
        "该检索式需要逐条查看记录，而可能符合的记录过多。",
    ),
    Text(
        "Add a disease, a treatment or a place, then search again.",
        "请补充疾病、治疗或地点等条件后重新检索。",
    ),
)
View = Callable[[HttpRequest], HttpResponseBase]


def how_many(fault: TooBroad) -> Text:
    """How many records would have to be read."""
    return Text(
        f"{fault.found:,} records would have to be read one by one; at most {fault.most:,} are.",
        f"需逐条查看 {fault.found:,} 条记录，上限为 {fault.most:,} 条。",
    )


def refuses_too_broad(view: View) -> View:
    """A view that says so instead of reading for minutes, and leads back to the question in the finder's boxes."""

    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponseBase:
        try:
            return view(request)
        except TooBroad as fault:
            asked = QueryDict(request.POST["query"][:2000]) if "query" in request.POST else request.GET
            return answer(request, TOO_BROAD, how_many(fault).in_(language()), read(asked).address())

    return shown
