"""An amendment put into force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.trial import commands as act
from equipoise.values.text import Text, same
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Step
from equipoise.web.workspace.administration.versions import impact, version_named
from equipoise.web.workspace.scope import Scope

_APPROVAL: Final = (
    Text(
        "The ethics committee approved this version; I put it into force",
        "伦理委员会已批准该版本，本人同意实施",
    ),
)


def approve_amendment(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Put a version of the study file into force from a day on; whom it touches is shown before."""
    version = version_named(scope, asked.get("version", ""))
    touched = impact(scope, version)
    return Step(
        does=act.ApproveAmendment,
        title=Text("Put version {version} into force", "实施 {version} 版").format(version=version.version),
        says=Text(
            "From its day on the trial runs under this version. Participants who must consent again are blocked until they have.",
            "自生效日起，试验按该版本执行；须重新签署知情同意者在签署前不能继续。",
        ),
        act=Text("Approve", "批准实施"),
        done=Text("The amendment is approved.", "修订版本已批准。"),
        back=scope.to("study", "amendments", version.version),
        command=lambda given: act.ApproveAmendment(version=version.version, effective=str(given.get("effective"))),
        unit=version.version,
        fields=(
            Field(name="effective", label=Text("Effective day", "生效日"), kind="day", start=scope.today.isoformat()),
        ),
        proof=True,
        meanings=_APPROVAL,
        content=scope.trial.protocols.digests[version.version],
        rests=tuple((one.says, same(str(len(one.numbers)))) for one in touched.groups),
        tab="study",
    )
