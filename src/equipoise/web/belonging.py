"""Which home folder belongs to a ledger: where its keys, identity vault and checkpoints lie. Both bear one number; a home that lacks it
is another one, or a new one after the loss of the old, and makes no key in its place."""

from __future__ import annotations

import secrets
from contextlib import closing, suppress

from equipoise.ledger import Store, StoreFault
from equipoise.values.text import Text
from equipoise.web.home import Home
from equipoise.web.store import SqlStore, open_store

NOT_ITS_HOME = Text(
    "{folder} is not the home folder of this ledger: its keys, its identity vault and its checkpoints lie in another folder, or are lost. "
    "Facts can be read, verified and added. No identity opens, nobody is allocated, no checkpoint is signed, and no new key is made. "
    "Put the backup of the whole home folder here, or name the right one as EQUIPOISE_HOME. "
    "Only if there is no backup, begin anew: equipoise ledger key --new WHY",
    "{folder} 不是本账本的主目录：其密钥、身份信息保险库与检查点在另一文件夹中，或已丢失。"
    "事实仍可读取、校验和追加；但无法查看身份信息、随机分组或签署检查点，也不会生成新密钥。"
    "请在此恢复整个主目录的备份，或以 EQUIPOISE_HOME 指定正确的文件夹。确无备份时，再重新启用：equipoise ledger key --new 原因",
)


def home_fault(place: Home, store: Store) -> Text | None:
    """Why a home is not that of a ledger; None if it is, if the ledger has none yet, or if this user may not know."""
    try:
        own = place.number
    except PermissionError:
        return None
    return None if _kept(store) in (None, own) else NOT_ITS_HOME.format(folder=place.folder)


def settle(place: Home, store: Store) -> Text | None:
    """Makes a home that of a ledger that has none yet, before anything is made that is lost with it; why not, where it has another."""
    if isinstance(store, SqlStore) and store.home() is None:
        with suppress(StoreFault, OSError):  # who may only read or append here: the owner of the tables settles it
            place.bear(secrets.randbits(62))  # another process may have been faster: then that is the number
            if (own := place.number) is not None:
                store.settle(own)
    return home_fault(place, store)


def settled(place: Home) -> Text | None:
    """As `settle`, with the store of the home's own configuration."""
    with closing(open_store(place.database_url)) as store:
        return settle(place, store)


def begin_anew(place: Home) -> None:
    """Takes a home for that of the ledger from now on: the one before is lost for good, and somebody said why."""
    with closing(open_store(place.database_url)) as store:
        kept = _kept(store)
    if kept is not None:
        place.bear(kept, anew=True)


def _kept(store: Store) -> int | None:
    return store.home() if isinstance(store, SqlStore) else None
