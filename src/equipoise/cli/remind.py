"""`equipoise remind`: what everybody has to do today, by e-mail; for a timer of the machine."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.cli.output import ENVIRONMENT, end, note, plain, put, put_json
from equipoise.values.text import Text
from equipoise.web import trials
from equipoise.web.mail import can_send, digests, send
from equipoise.web.start import prepare


def remind(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the mails, send none. · 只显示，不发送。")] = False,
    json: Annotated[bool, typer.Option("--json", help="Answer as JSON. · 以 JSON 输出。")] = False,
) -> None:
    """Send everybody the number of their tasks of today: counts only, no participant. · 发送今日待办提醒邮件。"""
    prepare()
    mails = digests([name for name in trials.names() if trials.gateway(name).trial().is_open])
    if json:
        put_json([{"username": one.username, "tasks": one.total, "words": plain(one.words())} for one in mails])
    else:
        for mail in mails:
            put(Text(f"{mail.username}: {mail.subject().en}", f"{mail.username}：{mail.subject().zh}"))
    if dry_run or not mails:
        return
    if not can_send():
        end(ENVIRONMENT, Text("No mail server is named: set EQUIPOISE_SMTP. Nothing was sent.",
                              "未配置邮件服务器：请设置 EQUIPOISE_SMTP。未发送任何邮件。"))  # fmt: skip
    try:
        taken = send(mails)
    except OSError as fault:
        end(ENVIRONMENT, Text(f"The mail server did not answer: {fault}. Nothing was sent.",
                              f"邮件服务器无响应：{fault}。未发送任何邮件。"))  # fmt: skip
    note(Text(f"{taken} of {len(mails)} mails sent.", f"已发送 {taken} / {len(mails)} 封。"))
