"""What the operating system refuses, in words: what, where, and what to do."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Final

from equipoise.values.text import Text

_FULL: Final = Text(
    "The disk is full{where}. What was written before is kept. Free some space and do it again.",
    "磁盘已满{where}。此前写入的内容均已保留。请释放空间后重试。",
)
_MAY_NOT: Final = Text(
    "{file} may not be read or written by you. Ask for the right, or name another place.",
    "您无权读写 {file}。请申请权限，或指定其他位置。",
)
_NOT_A_FOLDER: Final = Text(
    "{file} cannot be a folder: a file stands in its way. Name another place.",
    "{file} 不能作为文件夹：该处已有文件。请指定其他位置。",
)
_SAYINGS: Final[Mapping[int, Text]] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: Text(
        "A file may not grow any larger{where}: a limit of the system or the disk. Raise it, or name another place.",
        "文件已达系统或磁盘允许的上限{where}。请提高上限，或指定其他位置。",
    ),
    errno.EACCES: _MAY_NOT,
    errno.EPERM: _MAY_NOT,
    errno.EROFS: Text(
        "{file} cannot be written: the disk is mounted read-only. Name another place.",
        "无法写入 {file}：该磁盘为只读挂载。请指定其他位置。",
    ),
    errno.EISDIR: Text("{file} is a folder. Name a file.", "{file} 是文件夹。请指定文件。"),
    errno.EEXIST: _NOT_A_FOLDER,
    errno.ENOTDIR: _NOT_A_FOLDER,
    errno.ENOENT: Text(
        "{file} cannot be opened or made: it, or the folder in which it should lie, is not there.",
        "无法打开或创建 {file}：该文件或其所在文件夹不存在。",
    ),
    errno.ENAMETOOLONG: Text("The name {file} is too long.", "名称 {file} 过长。"),
    errno.EMFILE: Text(
        "Too many files are open. Raise the limit (ulimit -n) and do it again.",
        "打开的文件过多。请提高上限（ulimit -n）后重试。",
    ),
}
_OTHER: Final = Text("The system refuses: {word}{where}.", "系统拒绝操作：{word}{where}。")


def said(fault: OSError) -> Text:
    """The words for what the system refused."""
    file = str(fault.filename or "")
    text = _SAYINGS.get(fault.errno or 0, _OTHER)
    if not file and "{file}" in text.en:
        text = _OTHER
    word = fault.strerror or str(fault)
    en = text.en.format(file=file, where=f" ({file})" if file else "", word=word)
    return Text(en, text.zh.format(file=file, where=f"（{file}）" if file else "", word=word))
