"""What a page says to a question that would take minutes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase

from equipoise.registry.search.index import TooBroad
from equipoise.values.text import Text
from equipoise.web.refusals import Refusal, answer

TOO_BROAD = Refusal(
    "too_broad",
    400,
    Text("This question is too broad", "检索范围过大"),
    Text(
        "It asks for something that has to be looked up in each record, and too many records come into question.",
        "该检索式需要逐条查看记录，而符合的记录过多。",
    ),
    Text(
        "Add a disease, a place, a status or a date, then search again.",
        "请补充疾病、地点、状态或日期等条件后重新检索。",
    ),
)
View = Callable[[HttpRequest], HttpResponseBase]


def refuses_too_broad(view: View) -> View:
    """A view that says so instead of reading for minutes."""

    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponseBase:
        try:
            return view(request)
        except TooBroad as fault:
            return answer(request, TOO_BROAD, f"{fault.found:,} > {fault.most:,}")

    return shown
