"""The terms of the study's dictionary, found by their name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse

from equipoise.rules import safety
from equipoise.rules.safety import Term
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.workspace.scope import Scope, answer, workspace_page

MOST_TERMS: Final = 40


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The terms of the study's dictionary by their name in either language, with what each grade means."""
    wanted = request.GET.get("q", "").strip()
    known = safety.terms(scope.study.safety.dictionary)
    found = search_terms(tuple(known.values()), wanted) if wanted else []
    if wants_csv(request):
        header = ("code", "term", "term_zh", "organ_class", "organ_class_zh", "1", "2", "3", "4", "5")
        rows = (
            (term.code, term.name.en, term.name.zh, term.organ_class.en, term.organ_class.zh, *term.grades)
            for term in (found if wanted else known.values())
        )
        return csv_answer(f"{scope.name}-{scope.study.safety.dictionary.replace(' ', '-')}", header, rows)
    graded = {
        name for one in scope.study.safety.laboratory.values() for name in ((one,) if isinstance(one, str) else one)
    }
    return answer(
        request,
        scope,
        "safety_desk/terms.html",
        {
            "tab": "safety",
            "part": "terms",
            "wanted": wanted,
            "found": found[:MOST_TERMS],
            "count": len(found),
            "every": len(known),
            "graded": graded,
            "dictionary": scope.study.safety.dictionary,
        },
    )


def search_terms(known: Sequence[Term], wanted: str) -> list[Term]:
    """Terms that hold every word asked for, in either language or as their code; those whose name begins so come first."""
    words = wanted.casefold().split()

    def rank(term: Term) -> tuple[int, str]:
        names = (term.name.en.casefold(), term.name.zh.casefold())
        return (0 if any(name.startswith(words[0]) for name in names) else 1, names[0])

    held = [
        term
        for term in known
        if all(
            word in f"{term.name.en} {term.name.zh} {term.organ_class.en} {term.organ_class.zh} {term.code}".casefold()
            for word in words
        )
    ]
    by_name = [term for term in held if all(word in f"{term.name.en} {term.name.zh}".casefold() for word in words)]
    others = [term for term in held if term not in by_name]
    return sorted(by_name, key=rank) + sorted(others, key=rank)
