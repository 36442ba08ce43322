"""What a store says when its database refuses: what is wrong, where, and what to do."""

from __future__ import annotations

import re
from typing import Final

from equipoise.values.text import Text

_PASSWORD: Final = re.compile(r"(://[^/@\s:]*:)\S*(?=@)|(\bpassword=)[^&\s]*")


def without_password(words: str) -> str:
    """Words in which the password of a database's address is hidden."""
    return _PASSWORD.sub(lambda found: f"{found[1] or found[2]}…", words)


FULL = Text(
    "The disk under {where} is full. Nothing of this step was stored. Free some space and do it again.",
    "{where} 所在磁盘已满。本次操作未保存任何内容。请释放空间后重试。",
)
WAITED = Text(
    "{where} was kept busy by another writer for {seconds} seconds. Nothing of this step was stored. Do it again; "
    "if it stays busy, look for a process that hangs.",
    "{where} 被其他写入者占用超过 {seconds} 秒。本次操作未保存任何内容。请重试；若持续占用，请检查是否有进程停滞。",
)
READ_ONLY = Text(
    "{where} is read-only here. Nothing was stored. Give the user that runs Equipoise the right to write.",
    "{where} 在此为只读。未保存任何内容。请为运行 Equipoise 的用户授予写权限。",
)
DAMAGED = Text(
    "{where} is damaged or is not a ledger database ({word}). Keep the file as it is, "
    "restore the latest backup beside it and verify that against the latest checkpoint.",
    "{where} 已损坏或不是账本数据库（{word}）。请保留原文件，另行恢复最近的备份，并用最近的检查点验证。",
)
NO_PLACE = Text(
    "{where} cannot be opened. Check that its folder exists and that the user that runs Equipoise may use it.",
    "无法打开 {where}。请确认所在文件夹存在，且运行 Equipoise 的用户有权使用。",
)
LOG_BESIDE = Text(
    "{where} lies in a folder where nothing can be written, with a log beside it ({where}-wal) that may hold the newest facts and "
    "cannot be read there. Copy both files to a folder of your own and name that as EQUIPOISE_HOME.",
    "{where} 所在文件夹不可写，旁有日志文件（{where}-wal），其中可能有最新的事实，而在该处无法读取。"
    "请将两个文件一并复制到自己的文件夹，并以 EQUIPOISE_HOME 指定该文件夹。",
)
NEWER = Text(
    "{where} has ledger format {found}, written by a newer Equipoise; this one knows format {known}. "
    "Nothing was changed. Use the newer version.",
    "{where} 的账本格式为 {found}，由更新版本的 Equipoise 写入；当前版本只支持格式 {known}。未作任何改动。请使用更新的版本。",
)
UNSAFE_SQLITE = Text(
    "SQLite {version} can lose transactions when its log is reset. Install Equipoise with its own SQLite (pysqlite3), "
    "3.51.3 or 3.53.0 and later.",
    "SQLite {version} 在重置日志时可能丢失事务。请安装 Equipoise 自带的 SQLite（pysqlite3），"
    "版本须为 3.51.3，或 3.53.0 及以上。",
)
NOT_DURABLE = Text(
    "{where} runs with {setting} = off: a power cut would lose stored facts. Turn it on in the server's configuration.",
    "{where} 的 {setting} 设置为 off：断电会丢失已保存的事实。请在服务器配置中开启。",
)
NOT_UTF8 = Text(
    "{where} is encoded in {found}. A ledger needs a database in UTF8; create one with ENCODING 'UTF8'.",
    "{where} 的编码为 {found}。账本需要 UTF8 编码的数据库；请以 ENCODING 'UTF8' 新建。",
)
AWAY = Text(
    "The database server of {where} does not answer ({word}). If a step was under way, it may or may not have been "
    "stored: send it again with the same key, it is never stored twice.",
    "{where} 的数据库服务器无应答（{word}）。进行中的操作可能已保存，也可能未保存：请以相同的键重新提交，绝不会重复保存。",
)
NO_RIGHT = Text(
    "The database user may not do this in {where} ({word}). Grant it SELECT and INSERT on the ledger's tables.",
    "数据库用户在 {where} 中无此权限（{word}）。请授予其对账本各表的 SELECT 与 INSERT 权限。",
)
OTHER = Text(
    "{where} refused: {word}. Nothing of this step was stored.",
    "{where} 拒绝了操作：{word}。本次操作未保存任何内容。",
)
UNKNOWN_URL = Text(
    "{url} names no store. Write sqlite:///PATH, postgresql://USER@HOST/NAME or memory:",
    "{url} 不是存储地址。请写作 sqlite:///路径、postgresql://用户@主机/库名 或 memory:",
)
BAD_URL = Text(
    "{url} cannot be read as an address of PostgreSQL. Write postgresql://USER:PASSWORD@HOST:PORT/NAME, signs such as @ or / in "
    "a password as %40 or %2F.",
    "{url} 不是有效的 PostgreSQL 地址。请写作 postgresql://用户:密码@主机:端口/库名；密码中的 @、/ 等须写作 %40、%2F。",
)
NO_ENTRY = Text(
    "The database server of {where} lets nobody in so ({word}). Check user, password and name of the database in "
    "EQUIPOISE_DATABASE_URL, and make the database first.",
    "{where} 的数据库服务器拒绝登录（{word}）。请核对 EQUIPOISE_DATABASE_URL 中的用户、密码与库名，并确认数据库已建立。",
)
FOR_ONE_PROCESS = Text(
    "A store in memory cannot be served: it is gone with the command. Write sqlite:///PATH or postgresql://USER@HOST/NAME.",
    "内存存储无法用于网页服务：命令结束即消失。请写作 sqlite:///路径 或 postgresql://用户@主机/库名。",
)

GUARD = "a fact is never changed or removed"
"""What the database itself answers to UPDATE, DELETE, TRUNCATE and REPLACE."""
