"""The two forms that an infusion leaves behind, begun with what is known: the infusion record, and the adverse event of a reaction."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from equipoise.facts.product import ReactionNoted
from equipoise.trial import commands as act
from equipoise.values.text import Text
from equipoise.web.workspace.acting.perform import perform
from equipoise.web.workspace.acting.step import Step
from equipoise.web.workspace.bedside.bag_in_hand import crumbs_of, rests_of
from equipoise.web.workspace.bedside.bags import find_bag
from equipoise.web.workspace.bedside.starts import event_starts, infusion_starts
from equipoise.web.workspace.entry.place import next_number
from equipoise.web.workspace.scope import Scope, workspace_act


@workspace_act
def page(request: HttpRequest, scope: Scope, bag: str) -> HttpResponse:
    """The infusion record of a bag, with every reading that was taken already in it."""
    one = find_bag(scope, bag)
    form = one.plan.forms.infusion
    if form is None or one.bag.started is None or one.recorded:
        raise Http404
    step = Step(
        does=act.SaveForm,
        title=Text("Infusion record of {bag}", "输注记录表：{bag}").format(bag=one.id),
        says=Text(
            "What was recorded at the bedside stands here already. Complete the rest and save.",
            "床旁已记录的内容已填入。请补充其余内容并保存。",
        ),
        act=Text("Save the record", "保存记录表"),
        done=Text("The infusion record is saved.", "输注记录表已保存。"),
        back=one.to(),
        command=lambda given: act.SaveForm(
            participant=one.one.number, form=form, instance=one.id, items=dict(given.items), groups=dict(given.groups)
        ),
        person=one.one,
        unit=one.id,
        form=form,
        starts=infusion_starts(one),
        rests=rests_of(one),
        crumbs=crumbs_of(one),
        tab="bedside",
        early=False,
    )
    return perform(request, scope, step)


@workspace_act
def event(request: HttpRequest, scope: Scope, bag: str, seq: int) -> HttpResponse:
    """The adverse event of a reaction."""
    one = find_bag(scope, bag)
    reaction = next((fact for fact in one.bag.reactions if fact.seq == seq), None)
    if reaction is None or not isinstance(reaction.body, ReactionNoted):
        raise Http404
    form = one.one.study.safety.event.form
    step = Step(
        does=act.SaveForm,
        title=Text("Adverse event of {number}", "{number} 不良事件").format(number=one.one.number),
        says=Text(
            "The reaction is on record. Its adverse event begins with what is known; a physician judges cause and seriousness.",
            "输注反应已记录。不良事件已填入已知内容；因果关系与严重性由医师判断。",
        ),
        act=Text("Save the adverse event", "保存不良事件"),
        done=Text("The adverse event is saved.", "不良事件已保存。"),
        back=one.to(),
        command=lambda given: act.SaveForm(
            participant=one.one.number,
            form=form,
            instance=next_number(one.one, form),
            items=dict(given.items),
            groups=dict(given.groups),
        ),
        person=one.one,
        unit=f"{one.id}/{seq}",
        form=form,
        starts=event_starts(one, reaction.body, reaction.happened),
        rests=rests_of(one),
        crumbs=crumbs_of(one),
        tab="bedside",
        early=False,
    )
    return perform(request, scope, step)
