"""Where the pages of the workspace are."""

from __future__ import annotations

from django.urls import include, path

from equipoise.web.workspace import (
    acts,
    casebook_page,
    contacts_page,
    form_acts,
    home_page,
    ledger_page,
    participants_page,
    results_page,
    study_page,
    unit_page,
    worklist_page,
)
from equipoise.web.workspace.entry import form_page, save, talk

urlpatterns = [
    path("", home_page.page, name="workspace"),
    path("<str:study>/worklist", worklist_page.page, name="worklist"),
    path("<str:study>/participants", participants_page.page, name="participants"),
    path("<str:study>/go", participants_page.go, name="go"),
    path("<str:study>/participants/<str:number>", casebook_page.page, name="casebook"),
    path("<str:study>/participants/<str:number>/forms/<str:form>/<path:instance>", form_page.page, name="form"),
    path("<str:study>/participants/<str:number>/save/<str:form>/<path:instance>", save.save, name="save"),
    path("<str:study>/participants/<str:number>/draft/<str:form>/<path:instance>", save.draft, name="draft"),
    path("<str:study>/participants/<str:number>/talk/<str:form>/<path:instance>", talk.talk, name="talk"),
    path("<str:study>/participants/<str:number>/sign/<str:form>/<path:instance>", form_acts.sign, name="sign"),
    path("<str:study>/participants/<str:number>/retract/<str:form>/<path:instance>", form_acts.retract, name="retract"),
    path("<str:study>/participants/<str:number>/lock/<str:level>/<path:target>", form_acts.lock, name="lock"),
    path("<str:study>/participants/<str:number>/endorse", form_acts.endorse, name="endorse"),
    path("<str:study>/participants/<str:number>/do/<str:act>", acts.person_act, name="person-act"),
    path("<str:study>/units/<str:unit>", unit_page.page, name="unit"),
    path("<str:study>/units/<str:unit>/do/<str:act>", acts.unit_act, name="unit-act"),
    path("<str:study>/do/<str:act>", acts.study_act, name="study-act"),
    path("<str:study>/", include("equipoise.web.workspace.screening.urls")),
    path("<str:study>/", include("equipoise.web.workspace.cells.urls")),
    path("<str:study>/", include("equipoise.web.workspace.bedside.urls")),
    path("<str:study>/", include("equipoise.web.workspace.safety_desk.urls")),
    path("<str:study>/", include("equipoise.web.workspace.response.urls")),
    path("<str:study>/", include("equipoise.web.workspace.oversight.urls")),
    path("<str:study>/", include("equipoise.web.workspace.administration.urls")),
    path("<str:study>/", include("equipoise.web.workspace.laboratory_files.urls")),
    path("<str:study>/", include("equipoise.web.workspace.reports.urls")),
    path("<str:study>/ledger", ledger_page.page, name="ledger"),
    path("<str:study>/ledger/<int:seq>", ledger_page.one_fact, name="fact"),
    path("<str:study>/contacts", contacts_page.page, name="contacts"),
    path("<str:study>/results", results_page.page, name="results"),
    path("<str:study>/study", study_page.page, name="study-log"),
]
