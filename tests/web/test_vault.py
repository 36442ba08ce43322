from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
from pysqlite3 import dbapi2

from equipoise.web.home import Home
from equipoise.web.identity import identities
from equipoise.web.vault import EVERYBODY, Vault, VaultFault, new_master, read_master

MASTER, OTHER_MASTER = bytes(range(32)), bytes(32)
WANG = {"name": "王小明", "telephone": "0431-8878 2222", "record": "住院号 00123456"}
AT = "2018-05-10T08:00:00.000000Z"
Open = Callable[..., Vault]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    return lambda master=MASTER: Vault(tmp_path / "identities.db", tmp_path / "keys.db", master)


def stored(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_an_identity_comes_back_and_its_corrections_count(opened: Open) -> None:
    vault = opened()
    vault.put("P001", WANG, "alice", AT)
    vault.put("P002", {"name": "李华"}, "alice", AT)
    vault.put("P001", WANG | {"telephone": "139"}, "alice", AT)
    assert opened().get("P001", "alice", AT) == WANG | {"telephone": "139"}
    assert vault.get("P003", "alice", AT) is None
    assert vault.get_many(("P001", "P002", "P003"), "alice", AT).keys() == {"P001", "P002"}


def test_nothing_that_identifies_lies_open_in_the_files(opened: Open, tmp_path: Path) -> None:
    opened().put("P001", WANG, "alice", AT)
    content = stored(tmp_path)
    assert b"P001" in content
    for words in WANG.values():
        assert words.encode() not in content
    assert MASTER not in content
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_an_erased_person_is_unreadable_even_with_all_backups_of_the_identities(opened: Open, tmp_path: Path) -> None:
    vault = opened()
    vault.put("P001", WANG, "alice", AT)
    vault.put("P002", {"name": "李华"}, "alice", AT)
    backup = (tmp_path / "identities.db").read_bytes()
    with closing(dbapi2.connect(tmp_path / "keys.db")) as keys:
        ((sealed,),) = keys.execute("SELECT sealed FROM person_key WHERE person = 'P001'").fetchall()
    vault.destroy("P001", "bob", AT)
    (tmp_path / "identities.db").write_bytes(backup)
    assert opened().get("P001", "alice", AT) is None
    assert opened().get("P002", "alice", AT) == {"name": "李华"}
    assert opened().is_erased("P001")
    assert not opened().is_erased("P002")
    assert sealed not in stored(tmp_path)
    assert sealed[12:] not in stored(tmp_path)


def test_an_erased_person_cannot_be_entered_again(opened: Open) -> None:
    vault = opened()
    vault.put("P001", WANG, "alice", AT)
    vault.destroy("P001", "bob", AT)
    with pytest.raises(VaultFault, match="was erased") as refused:
        vault.put("P001", WANG, "alice", AT)
    assert "已于" in refused.value.text.zh


def test_a_person_whose_key_is_gone_is_not_said_to_be_unknown_and_gets_no_other(opened: Open, tmp_path: Path) -> None:
    opened().put("P001", WANG, "alice", AT)
    keys = (tmp_path / "keys.db").read_bytes()
    opened().put("P002", WANG, "alice", AT)
    (tmp_path / "keys.db").write_bytes(keys)  # a backup older than the other file
    for refused in (lambda: opened().get("P002", "alice", AT), lambda: opened().put("P002", WANG, "alice", AT)):
        with pytest.raises(VaultFault, match="P002 does not open: its key is gone"):
            refused()
    assert opened().get("P001", "alice", AT) == WANG


def test_every_access_is_noted(opened: Open) -> None:
    vault = opened()
    vault.put("P001", WANG, "alice", AT)
    vault.get("P001", "carol", AT)
    vault.destroy("P001", "bob", AT)
    assert vault.accesses("P001") == (("put", "alice", AT), ("get", "carol", AT), ("destroy", "bob", AT))


def test_another_master_key_opens_nothing(opened: Open) -> None:
    opened().put("P001", WANG, "alice", AT)
    with pytest.raises(VaultFault, match="does not open"):
        opened(OTHER_MASTER).get("P001", "alice", AT)


@pytest.mark.parametrize(("file", "table"), [("identities.db", "identity"), ("keys.db", "person_key")])
def test_what_was_sealed_for_one_person_does_not_open_for_another(
    opened: Open, tmp_path: Path, file: str, table: str
) -> None:
    opened().put("P001", WANG, "alice", AT)
    opened().put("P002", {"name": "李华"}, "alice", AT)
    with closing(dbapi2.connect(tmp_path / file, isolation_level=None)) as connection:
        connection.execute(
            f"UPDATE {table} SET sealed = (SELECT sealed FROM {table} WHERE person = 'P001') WHERE person = 'P002'"  # noqa: S608
        )
    with pytest.raises(VaultFault, match="P002 does not open"):
        opened().get("P002", "alice", AT)


def test_after_resealing_only_the_new_master_key_opens(opened: Open) -> None:
    vault = opened()
    vault.put("P001", WANG, "alice", AT)
    vault.reseal(OTHER_MASTER, "alice", AT)
    assert vault.get("P001", "alice", AT) == WANG
    assert opened(OTHER_MASTER).get("P001", "alice", AT) == WANG
    with pytest.raises(VaultFault, match="does not open"):
        opened(MASTER).get("P001", "alice", AT)


def test_who_still_holds_the_old_master_key_seals_nobody_with_it(opened: Open) -> None:
    before = opened()
    before.put("P001", WANG, "alice", AT)
    assert opened().reseal(OTHER_MASTER, "bob", AT) == 2, "the key of the person and that of the marks"
    with pytest.raises(VaultFault, match="does not open"):
        before.put("P002", {"name": "李华"}, "alice", AT)
    now = opened(OTHER_MASTER)
    now.put("P002", {"name": "李华"}, "alice", AT)
    assert now.get("P002", "alice", AT) == {"name": "李华"}
    assert now.accesses(EVERYBODY) == (("reseal", "bob", AT),)


def test_visitors_who_come_first_at_once_all_find_one_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EQUIPOISE_DATABASE_URL", raising=False)
    at = datetime(2026, 5, 10, 9, tzinfo=UTC)
    for number in range(4):
        place, together = Home(tmp_path / f"{number}"), Barrier(6)
        place.folder.mkdir()

        def register(name: str, place: Home = place, together: Barrier = together) -> None:
            together.wait()
            identities("X", place).keep(name, {"name": name}, "alice", at)

        with ThreadPoolExecutor(6) as visitors:
            assert list(visitors.map(register, map(str, range(6)))) == [None] * 6
        assert [identities("X", place).show(str(one), "alice", at) for one in range(6)] == [
            {"name": str(one)} for one in range(6)
        ]


def test_a_master_key_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    master = new_master(path)
    assert (len(master), path.stat().st_mode & 0o777, read_master(path)) == (32, 0o600, master)
    with pytest.raises(FileExistsError):
        new_master(path)
    path.chmod(0o644)
    with pytest.raises(VaultFault, match="Others may read"):
        read_master(path)
    path.write_bytes(b"short")
    path.chmod(0o600)
    with pytest.raises(VaultFault, match="must hold 32 bytes"):
        read_master(path)


def test_who_was_kept_with_the_same_words_is_found_without_opening_anybody(opened: Open, tmp_path: Path) -> None:
    vault = opened()
    vault.put("P001", WANG, "alice", AT, ["id|220102195001011234", "name|王小明"])
    vault.put("P002", {"name": "李华"}, "alice", AT, ["id|110101194912310012"])
    assert vault.find("id|220102195001011234", AT) == ("P001",)
    assert vault.find("id|0", AT) == ()
    assert [act for act, _, _ in vault.accesses("P001")] == ["put"], "nobody was opened"
    assert b"220102195001011234" not in stored(tmp_path)
    vault.put("P001", WANG, "alice", AT, ["id|220102195001011242"])
    assert vault.find("id|220102195001011234", AT) == (), "a corrected number is the one that counts"
    vault.reseal(OTHER_MASTER, "alice", AT)
    assert opened(OTHER_MASTER).find("id|220102195001011242", AT) == ("P001",)
    vault.destroy("P001", "bob", AT)
    assert vault.find("id|220102195001011242", AT) == ()
    assert not vault.is_kept("P001") and vault.is_kept("P002")
