"""Acts on queries: open, answer, settle, ask again."""

from __future__ import annotations

from equipoise.facts import Body
from equipoise.facts import casebook as fact
from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.acts.about import closed, known, on_participant
from equipoise.trial.acts.casebook import next_query, not_entered, path_exists, unknown_item
from equipoise.trial.decision import Accepted, Asked, Decision, refuse
from equipoise.trial.person import Person
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
        reasons.append(unknown_item(command.item))
    reasons += closed(trial, one, command.form, command.instance, (saved.visit or saved.instance) if saved else "")
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
    body = fact.QueryAnswered(query=command.query, words=command.words)
    return _step(trial, asked, command.query, "answer", body, command.words)


def close_query(trial: Trial, asked: Asked, command: act.CloseQuery) -> Decision:
    """Settle a query: after an answer, or cancelled with a reason."""
    body = fact.QueryClosed(query=command.query, cancelled=command.cancelled)
    if command.cancelled:
        return _step(trial, asked, command.query, "cancel", body, command.reason)
    return _step(trial, asked, command.query, "close", body, "closed")


def reopen_query(trial: Trial, asked: Asked, command: act.ReopenQuery) -> Decision:
    """Ask again after an answer or a closure."""
    body = fact.QueryReopened(query=command.query, words=command.words)
    return _step(trial, asked, command.query, "reopen", body, command.words)


def _step(trial: Trial, asked: Asked, name: str, step: visits.Step, body: Body, words: str) -> Decision:
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    query = next((found for found in visits.queries(one.facts) if found.id == name), None)
    reasons = []
    if query is None:
        reasons.append(Reason("unknown_query", Text(f"There is no query {name}.", f"没有编号为 {name} 的质疑。")))
    else:
        if query.state not in visits.QUERY_STEPS[step]:
            says = Text("The query is {state}.", "该质疑的状态为：{state}。").format(
                state=visits.QUERY_STATES[query.state]
            )
            reasons.append(Reason("query_state", says, tuple(known.seq for known in query.facts)))
        if step == "reopen":
            reasons += _cannot_be_asked(trial, one, query)
    if not words:
        reasons.append(Reason("words_missing", Text("Words are missing.", "请填写内容。")))
    if reasons or query is None:
        return refuse(*reasons)
    return Accepted((on_participant(one, asked, body, cause=query.opened.seq),))


def _cannot_be_asked(trial: Trial, one: Person, query: visits.Query) -> list[Reason]:
    """Why nothing more can be asked about an item: its form was taken back, or is locked."""
    saved = one.facts.form(query.form, query.instance)
    if saved is None:
        return [not_entered(query.form, query.instance)]
    return closed(trial, one, query.form, query.instance, saved.visit or saved.instance)
