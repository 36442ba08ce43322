"""Records from the live registry, page by page: at a polite rate, patient with a busy server, and resumed where it broke off."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import msgspec

from equipoise import __version__
from equipoise.values.text import Text

API: Final = "https://clinicaltrials.gov/api/v2"
PAUSE: Final = 1.2
"""Seconds from one request to the next: fifty a minute are welcome there (our reading of the registry's advice)."""
PAGE: Final = 1000
_TRIES: Final = 6
_PATIENCE: Final = 120.0
"""Seconds of a single wait at most, whatever the server asks."""
_TIMEOUT: Final = 60.0
_FRESH: Final = 86_400.0
_LONGEST: Final = 500_000_000
_BUSY: Final = frozenset({429, 500, 502, 503, 504})


class LiveFault(Exception):
    """The live registry gave no answer that can be used; `refused` where it did not understand the question."""

    def __init__(self, says: Text, *, refused: bool = False) -> None:
        super().__init__(str(says))
        self.says = says
        self.refused = refused


class _Page(msgspec.Struct):
    studies: list[msgspec.Raw]
    nextPageToken: str = ""  # noqa: N815 - the registry's name
    totalCount: int = 0  # noqa: N815


class _State(msgspec.Struct):
    """How far a pull has come: the token of the next page, and how many bytes and records are on disk."""

    token: str = ""
    size: int = 0
    records: int = 0
    total: int = 0
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Records fetched so far, and how many there are."""

    records: int
    total: int


class Pull:
    """One question to the live registry, its answers kept on disk until all of them are there."""

    def __init__(
        self, folder: Path, query: Mapping[str, str], api: str = API, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._api, self._query, self._wait = _checked(api), dict(query), wait
        name = hashlib.sha256(msgspec.json.encode([api, sorted(query.items())])).hexdigest()[:16]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file = folder / f"{name}.jsonl"
        self._state_file = folder / f"{name}.json"
        self._state = self._kept_state()

    @property
    def resumed(self) -> int:
        """How many records were there already from a time before."""
        return self._state.records

    def fetch(self) -> Iterator[Progress]:
        """Fetches what is missing; `file` then holds one record a line. LiveFault where the registry cannot be reached or refuses:
        what was fetched stays, and the same pull goes on from there."""
        with self.file.open("ab") as kept:
            kept.truncate(self._state.size)
            while not self._state.complete:
                page = self._next()
                for study in page.studies:
                    kept.write(bytes(study).replace(b"\n", b" ") + b"\n")
                kept.flush()
                self._advance(page, kept.tell())
                yield Progress(self._state.records, self._state.total)
                if not self._state.complete:
                    self._wait(PAUSE)

    def forget(self) -> None:
        """Removes what was fetched, once it has been taken over."""
        self.file.unlink(missing_ok=True)
        self._state_file.unlink(missing_ok=True)

    def _kept_state(self) -> _State:
        """How far a pull of today came; an older one begins anew, because the registry has gone on."""
        try:
            if time.time() - self._state_file.stat().st_mtime > _FRESH:
                return _State()
            state = msgspec.json.decode(self._state_file.read_bytes(), type=_State)
        except (OSError, msgspec.DecodeError):
            return _State()
        there = self.file.stat().st_size if self.file.is_file() else 0
        return state if there >= state.size else _State()

    def _advance(self, page: _Page, size: int) -> None:
        state = self._state
        self._state = _State(
            token=page.nextPageToken,
            size=size,
            records=state.records + len(page.studies),
            total=page.totalCount or state.total,
            complete=not page.nextPageToken,
        )
        ahead = self._state_file.with_suffix(".new")
        ahead.write_bytes(msgspec.json.encode(self._state))
        ahead.replace(self._state_file)

    def _next(self) -> _Page:
        asked = {**self._query, "format": "json", "pageSize": str(PAGE), "countTotal": "true"}
        if self._state.token:
            asked["pageToken"] = self._state.token
        body = self._get(f"{self._api}/studies?{urlencode(asked)}")
        try:
            return msgspec.json.decode(body, type=_Page)
        except msgspec.DecodeError as fault:
            says = Text("The answer is not a page of records: {why}.", "返回内容不是记录页：{why}。").format(why=fault)
            raise LiveFault(says) from None

    def _get(self, url: str) -> bytes:
        """The answer; a busy server is asked again, later and later, or when it says."""
        request = Request(url, headers={"User-Agent": f"Equipoise/{__version__}", "Accept": "application/json"})  # noqa: S310
        why = ""
        for again in range(_TRIES):
            try:
                with urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 - https, or this machine
                    body: bytes = answer.read(_LONGEST)
                    return body
            except HTTPError as fault:
                if fault.code not in _BUSY:
                    raise _refused(fault) from None
                pause, why = _pause(fault.headers, again), f"HTTP {fault.code}"
            except (URLError, TimeoutError, ConnectionError, HTTPException) as fault:
                pause, why = _pause(None, again), str(getattr(fault, "reason", fault))
            if again < _TRIES - 1:
                self._wait(pause)
        raise LiveFault(
            Text(
                "The registry cannot be reached ({why}). What was fetched is kept; repeat the command to go on.",
                "无法连接注册平台（{why}）。已获取的记录已保留，重复该命令即可继续。",
            ).format(why=why)
        )


def _refused(fault: HTTPError) -> LiveFault:
    words = " ".join(fault.read(2000).decode("utf-8", "replace").split())[:300]
    says = Text("The registry refuses (HTTP {code}): {words}", "注册平台拒绝请求（HTTP {code}）：{words}")
    return LiveFault(says.format(code=fault.code, words=words), refused=True)


def _pause(headers: Message | None, again: int) -> float:
    """How long to wait: what the server asks (RFC 9110, Retry-After), otherwise twice as long each time."""
    asked = headers.get("Retry-After", "") if headers is not None else ""
    pause = 2.0**again
    if asked.strip().isdigit():
        pause = float(asked)
    elif asked:
        with suppress(ValueError, TypeError):  # a date that is none, or without a zone
            pause = (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds()
    return min(max(pause, 0.0), _PATIENCE)


def _checked(api: str) -> str:
    """An address that may be asked: https, or plain http on this machine."""
    parts = urlsplit(api)
    try:
        here = parts.hostname == "localhost" or ip_address(parts.hostname or "").is_loopback
    except ValueError:
        here = False
    if parts.scheme != "https" and not (here and parts.scheme == "http"):
        raise LiveFault(
            Text("The address must begin with https: {api}", "地址须以 https 开头：{api}").format(api=api), refused=True
        )
    return api.rstrip("/")
