"""`equipoise identity keep | show | erase | reseal`: who a participant is, in the identity vault and nowhere else."""

from __future__ import annotations

import json as json_format
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from equipoise.cli.opened import one_study, store_of, study_named, there
from equipoise.cli.output import ENVIRONMENT, FINDING, USAGE, end, note, put, put_json
from equipoise.trial.gateway import Gateway
from equipoise.trial.permissions import ROLES, sees_identity
from equipoise.values.text import Text
from equipoise.web.home import home
from equipoise.web.identity import Identities, identities
from equipoise.web.identity import reseal as seal_anew
from equipoise.web.vault import VaultFault

app = typer.Typer(
    no_args_is_help=True, help="Who a participant is: kept apart from every fact. · 受试者身份信息（与记录分开保存）。"
)
_NUMBER = Annotated[str, typer.Argument(help="The participant's number. · 受试者编号。")]
_PERSON = Annotated[str, typer.Option("--as", help="The person who asks. · 操作人。")]
_ROLE = Annotated[str, typer.Option(help="In which role. · 角色。")]
_STUDY = Annotated[str, typer.Option(help="Id or folder. · 研究编号或文件夹。")]


@app.command()
def keep(
    number: _NUMBER,
    file: Annotated[Path, typer.Argument(help='A JSON file: {"name": "...", "phone": "..."}. · 身份信息文件。')],
    person: _PERSON,
    role: _ROLE,
    study: _STUDY = "",
) -> None:
    """Keep name, telephone and record number of a participant, sealed. · 封存身份信息。"""
    fields = _fields(file)
    kept = _identities_for(number, person, role, study)
    try:
        kept.keep(number, fields, person, datetime.now(UTC))
    except VaultFault as fault:
        end(FINDING, fault.text)
    note(Text(f"Kept, sealed. Now destroy {file}.", f"已封存。请销毁 {file}。"))


@app.command()
def show(number: _NUMBER, person: _PERSON, role: _ROLE, study: _STUDY = "", json: bool = False) -> None:
    """Open the identity of a participant; the look is noted. · 查看身份信息（查看会被记录）。"""
    kept = _identities_for(number, person, role, study)
    try:
        fields = kept.show(number, person, datetime.now(UTC))
    except VaultFault as fault:
        end(FINDING, fault.text)
    if fields is None:
        end(FINDING, Text(f"No identity of {number} is kept.", f"没有 {number} 的身份信息。"))
    if json:
        put_json(fields)
        return
    for name, words in fields.items():
        put(f"{name}: {words}")


@app.command()
def erase(number: _NUMBER, person: _PERSON, role: _ROLE, study: _STUDY = "", sure: bool = False) -> None:
    """Destroy the key of a participant: unreadable for ever, the ledger stays whole. · 销毁密钥，身份信息永久不可读。"""
    if not sure:
        end(USAGE, Text("This cannot be taken back: say --sure.", "此操作不可撤销：请加 --sure 确认。"))
    kept = _identities_for(number, person, role, study)
    kept.erase(number, person, datetime.now(UTC))
    note(Text(f"The identity of {number} is erased.", f"{number} 的身份信息已删除。"))


@app.command()
def reseal(person: _PERSON) -> None:
    """Seal everybody's key with a new master key, because others may know the old one. · 更换主密钥并重新封存全部身份信息。"""
    try:
        count = seal_anew(home(), person, datetime.now(UTC))
    except VaultFault as fault:
        end(ENVIRONMENT, fault.text)
    note(
        Text(
            f"Keys sealed anew: {count}. Back the new master key up; destroy every copy of the old one, and the older backups that "
            "it opens.",
            f"已用新主密钥重新封存 {count} 个密钥。请备份新主密钥，并销毁旧主密钥的全部副本及其可打开的旧备份。",
        )
    )


def _fields(file: Path) -> dict[str, str]:
    there(file)
    wanted = Text(
        f'{file}: write one JSON object of texts, such as {{"name": "...", "phone": "..."}}.',
        f"{file}：请写成一个 JSON 对象，各值为文本，如 {{“name”: “…”, “phone”: “…”}}。",
    )
    try:
        fields = json_format.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):  # no JSON, or no UTF-8
        end(USAGE, wanted)
    if not isinstance(fields, dict) or not fields or not all(isinstance(words, str) for words in fields.values()):
        end(USAGE, wanted)
    return fields


def _identities_for(number: str, person: str, role: str, study: str) -> Identities:
    """The identities of a study, for somebody whose role in it may open them; refused in words otherwise."""
    place = home()
    store = store_of(place)
    name = study or one_study(store, "")
    found = study_named(name)
    trial = Gateway(store, found.protocols).trial()
    store.close()
    if number not in trial.participants:
        end(FINDING, Text(f"There is no participant “{number}”.", f"没有编号为“{number}”的受试者。"))
    if role not in trial.roles_of(person):
        end(FINDING, Text("You do not hold this role in this study.", "您在本研究中未承担该角色。"))
    if not sees_identity(role):
        words = ROLES[role]
        end(FINDING, Text(f"{words.en} may not open the identity vault.", f"{words.zh}无权查看身份信息。"))
    try:
        return identities(found.protocols.first.id, place)
    except VaultFault as fault:
        end(ENVIRONMENT, fault.text)
