"""Where the pages of the workspace are."""

from __future__ import annotations

from django.urls import path

from equipoise.web.workspace import (
    casebook,
    contacts_page,
    home,
    ledger_page,
    participants,
    results_page,
    study_page,
    unit_page,
    worklist,
)
from equipoise.web.workspace.entry import gate, save, talk
from equipoise.web.workspace.entry import page as entry_page

urlpatterns = [
    path("", home.home, name="workspace"),
    path("<str:study>/worklist", worklist.page, name="worklist"),
    path("<str:study>/participants", participants.page, name="participants"),
    path("<str:study>/go", participants.go, name="go"),
    path("<str:study>/participants/<str:number>", casebook.page, name="casebook"),
    path("<str:study>/participants/<str:number>/forms/<str:form>/<path:instance>", entry_page.page, name="form"),
    path("<str:study>/participants/<str:number>/save/<str:form>/<path:instance>", save.save, name="save"),
    path("<str:study>/participants/<str:number>/draft/<str:form>/<path:instance>", save.draft, name="draft"),
    path("<str:study>/participants/<str:number>/talk/<str:form>/<path:instance>", talk.talk, name="talk"),
    path("<str:study>/participants/<str:number>/sign/<str:form>/<path:instance>", gate.sign, name="sign"),
    path("<str:study>/participants/<str:number>/retract/<str:form>/<path:instance>", gate.retract, name="retract"),
    path("<str:study>/participants/<str:number>/lock/<str:level>/<path:target>", gate.lock, name="lock"),
    path("<str:study>/participants/<str:number>/endorse", gate.endorse, name="endorse"),
    path("<str:study>/units/<str:unit>", unit_page.page, name="unit"),
    path("<str:study>/ledger", ledger_page.page, name="ledger"),
    path("<str:study>/ledger/<int:seq>", ledger_page.one_fact, name="fact"),
    path("<str:study>/contacts", contacts_page.page, name="contacts"),
    path("<str:study>/results", results_page.page, name="results"),
    path("<str:study>/study", study_page.page, name="study-log"),
]
