"""`wanstudio usage` and `keys list`: everybody's sums, the keys with most calls, and one account's own."""

import apsw
import pytest
from tests.crowd import ACCOUNTS, fill, id_of, name_of
from tests.live_server import run_wanstudio


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """The folder of a store with 10,000 accounts."""
    folder = tmp_path_factory.mktemp("crowd")
    assert run_wanstudio("keys", "list", "--data", folder).returncode == 0
    fill(folder / "wanstudio.sqlite3")
    return folder


def told(folder, *flags: str) -> list[list[list[str]]]:
    """The tables that are printed, the cells of each line apart."""
    done = run_wanstudio("usage", "--data", folder, *flags)
    assert done.returncode == 0, done.stderr
    tables = [table.splitlines()[1:] for table in done.stdout.split("\n\n")]
    return [[line.split("  ") for line in table] for table in tables]


def cells(line: list[str]) -> list[str]:
    return [cell.strip() for cell in line if cell.strip()]


def test_all_accounts_are_summed_and_the_keys_with_most_calls_named(crowd):
    hours, keys, bill = told(crowd)
    store = apsw.Connection(str(crowd / "wanstudio.sqlite3"))
    asked = "SELECT sum(calls), count(DISTINCT key_id) FROM usage_slots WHERE slot >= (unixepoch() / 3600 - 23) * 12"
    calls, used = store.execute(asked).fetchone()
    assert len(hours) <= 24 * 2
    assert sum(int(cells(line)[3]) for line in hours) == calls
    assert len(keys) == 21
    assert cells(keys[0])[:4] == ["singapore", name_of(1), "k1", "main"]
    assert cells(keys[-1])[:2] == ["singapore", f"{used - 20} others"]
    assert sum(int(cells(line)[-2]) for line in bill) == store.execute("SELECT count(*) FROM charges").get


def test_one_account_is_shown_by_key(crowd):
    hours, keys, bill = told(crowd, "--account", name_of(0), "--hours", "72")
    store = apsw.Connection(str(crowd / "wanstudio.sqlite3"))
    calls = store.execute("SELECT sum(calls) FROM usage_slots WHERE account_id = ?", (id_of(0),)).get
    assert sum(int(cells(line)[4]) for line in hours) == calls
    assert {cells(line)[3] for line in hours} >= {"k0", "old7"}
    assert cells(keys[0])[:3] == ["singapore", name_of(0), "k0"]
    images = store.execute("SELECT count(*) FROM charges WHERE account_id = ?", (id_of(0),)).get
    assert sum(int(cells(line)[-2]) for line in bill) == images


@pytest.mark.parametrize("command", [("usage",), ("keys", "list")])
def test_an_account_that_is_not_there_is_named(crowd, command):
    done = run_wanstudio(*command, "--data", crowd, "--account", "nobody's")
    assert done.returncode == 1
    assert done.stderr.strip() == "Error: there is no account called nobody's"


def test_keys_of_one_account(crowd):
    listed = run_wanstudio("keys", "list", "--data", crowd, "--account", "ACME Toys").stdout.splitlines()
    assert len(listed) == 2
    assert "k4" in listed[1]
    assert len(run_wanstudio("keys", "list", "--data", crowd).stdout.splitlines()) > ACCOUNTS
