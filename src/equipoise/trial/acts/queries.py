"""Acts on queries: open, answer, settle, ask again."""

from __future__ import annotations

from equipoise.facts import Body
from equipoise.facts import casebook as fact
from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.acts.about import known, on_participant
from equipoise.trial.acts.casebook import next_query, not_entered, path_exists
from equipoise.trial.decision import Accepted, Asked, Decision, refuse
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text


def open_query(trial: Trial, asked: Asked, command: act.OpenQuery) -> Decision:
    """Ask about one item of an entered form."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    saved = one.facts.form(command.form, command.instance)
    form = one.study.forms.forms.get(command.form)
    reasons = []
    if saved is None or form is None:
        reasons.append(not_entered(command.form, command.instance))
    elif not path_exists(saved, form, command.item):
        reasons.append(
            Reason("unknown_item", Text(f"The form has no item {command.item}.", f"表单中没有项目 {command.item}。"))
        )
    if not command.words:
        reasons.append(Reason("words_missing", Text("A query needs its question.", "质疑须写明问题。")))
    if reasons:
        return refuse(*reasons)
    number = next_query(one)
    body = fact.QueryOpened(
        query=f"Q{number:03d}", form=command.form, instance=command.instance, item=command.item, words=command.words
    )
    return Accepted((on_participant(one, asked, body),))


def answer_query(trial: Trial, asked: Asked, command: act.AnswerQuery) -> Decision:
    """Answer an open query."""
    return _on_query(
        trial,
        asked,
        command.query,
        ("open", "reopened"),
        fact.QueryAnswered(query=command.query, words=command.words),
        command.words,
    )


def close_query(trial: Trial, asked: Asked, command: act.CloseQuery) -> Decision:
    """Settle a query: after an answer, or cancelled with a reason."""
    body = fact.QueryClosed(query=command.query, cancelled=command.cancelled)
    words = command.reason if command.cancelled else "closed"
    return _on_query(
        trial,
        asked,
        command.query,
        ("open", "reopened", "answered") if command.cancelled else ("answered",),
        body,
        words,
    )


def reopen_query(trial: Trial, asked: Asked, command: act.ReopenQuery) -> Decision:
    """Ask again after an answer or a closure."""
    body = fact.QueryReopened(query=command.query, words=command.words)
    return _on_query(trial, asked, command.query, ("answered", "closed"), body, command.words)


def _on_query(trial: Trial, asked: Asked, name: str, states: tuple[str, ...], body: Body, words: str) -> Decision:
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    query = next((found for found in visits.queries(one.facts) if found.id == name), None)
    reasons = []
    if query is None:
        reasons.append(Reason("unknown_query", Text(f"There is no query {name}.", f"没有编号为 {name} 的质疑。")))
    elif query.state not in states:
        reasons.append(
            Reason(
                "query_state",
                Text(f"The query is {query.state}.", f"该质疑的状态为 {query.state}。"),
                (query.opened.seq,),
            )
        )
    if not words:
        reasons.append(Reason("words_missing", Text("Words are missing.", "请填写内容。")))
    if reasons or query is None:
        return refuse(*reasons)
    return Accepted((on_participant(one, asked, body, cause=query.opened.seq),))
