"""A clock that is moved: what ends with time, and how moments and durations are told."""

from datetime import UTC, datetime, timedelta

import pytest

from wanstudio.emulator.control import EmulatorRefused


def test_24_hours_later_the_task_is_unknown_and_its_link_has_expired(emulator, customer):
    task_id = customer.submit()
    link = customer.wait(task_id)["results"][0]["url"]
    emulator.advance("23h")
    assert customer.http.get(link).status_code == 200
    emulator.advance("1h")
    emulator.advance(5)
    refused = customer.http.get(link)
    assert (refused.status_code, refused.json()["code"]) == (403, "AccessDenied")
    assert customer.task(task_id)["task_status"] == "UNKNOWN"
    assert customer.wait(customer.submit())["task_status"] == "SUCCEEDED"


def test_a_task_that_waits_for_three_hours_fails(emulator, customer):
    emulator.hold("PENDING")
    task_id = customer.submit()
    emulator.advance("3h")
    emulator.advance("1m")
    assert customer.task(task_id)["code"] == "InternalError.Timeout"


def test_a_held_task_is_not_taken_for_dead_when_the_clock_moves(emulator, customer):
    emulator.hold("RUNNING")
    task_id = customer.submit()
    assert customer.wait(task_id, until=("RUNNING",))
    emulator.advance("2h")
    emulator.release()
    assert customer.wait(task_id)["task_status"] == "SUCCEEDED"


def test_a_temporary_key_ends(emulator, customer):
    token = customer.http.post("/api/v1/tokens?expire_in_seconds=60").json()["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert customer.http.get("/api/v1/models", headers=bearer).status_code == 200
    emulator.advance("61s")
    assert customer.http.get("/api/v1/models", headers=bearer).json()["code"] == "InvalidApiKey"


def test_the_clock_goes_to_a_moment_and_a_reset_brings_it_back(emulator, customer):
    moment = datetime(2199, 1, 1, tzinfo=UTC)
    assert emulator.set_clock(moment)["now"].startswith("2199-01-01T00:00:0")
    created = customer.wait(customer.submit())
    assert created["submit_time"].startswith("2199-01-01 08:00:0")  # UTC+8, as the service tells times
    back = datetime.fromisoformat(emulator.reset()["now"])
    assert abs(back - datetime.now(UTC)) < timedelta(minutes=1)


def test_before_the_first_call_the_clock_can_be_set_to_any_day(emulator, customer):
    day = datetime(2025, 3, 1, 12, tzinfo=UTC)
    emulator.set_clock(day)
    assert customer.wait(customer.submit())["end_time"].startswith("2025-03-01 20:00:0")
    with pytest.raises(EmulatorRefused, match="only goes forward; reset first"):
        emulator.set_clock(day - timedelta(days=1))
    emulator.set_clock(day + timedelta(days=1))


@pytest.mark.parametrize("wrong", ["tomorrow", "-1h", "24 hours", -1])
def test_what_is_no_duration_ahead_is_refused(emulator, wrong):
    with pytest.raises(EmulatorRefused, match="clock"):
        emulator.advance(wrong)


def test_a_moment_needs_its_zone(emulator):
    with pytest.raises(EmulatorRefused, match=r"clock: .*timezone.*\$.set"):
        emulator.set_clock(datetime(2199, 1, 1))  # noqa: DTZ001
