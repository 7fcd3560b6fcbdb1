"""Tasks that are held, slowed down and failed, as their owner sees them."""

import contextlib
import threading
import time

import httpx
import pytest


def test_pictures_come_at_once_and_can_be_fetched(emulator, customer):
    answer = customer.create(n=2)
    links = [result["url"] for result in answer.json()["output"]["results"]]
    assert len(links) == 2
    assert customer.http.get(links[0]).content.startswith(b"\x89PNG")


def test_a_task_held_pending_can_be_cancelled_and_another_goes_on(emulator, customer):
    emulator.hold("PENDING")
    cancelled, kept = customer.submit(), customer.submit()
    assert customer.task(cancelled)["task_status"] == "PENDING"
    assert customer.http.post(f"/api/v1/tasks/{cancelled}/cancel").status_code == 200
    emulator.release("PENDING")
    assert customer.wait(kept)["task_status"] == "SUCCEEDED"
    assert customer.task(cancelled)["task_status"] == "CANCELED"


def test_a_model_held_running_holds_up_no_other(emulator, customer):
    emulator.hold("RUNNING", model="wan2.2-t2i-plus")
    held = customer.submit(model="wan2.2-t2i-plus")
    assert customer.wait(held, until=("RUNNING",))
    assert customer.create(model="wan2.2-t2i-flash").status_code == 200
    refused = customer.http.post(f"/api/v1/tasks/{held}/cancel")
    assert refused.json()["code"] == "UnsupportedOperation"
    emulator.release()
    assert customer.wait(held)["task_status"] == "SUCCEEDED"


def test_one_of_the_held_tasks_goes_on_alone(emulator, customer):
    emulator.hold("RUNNING")
    first, second = customer.submit(), customer.submit()
    emulator.release(task_id=second)
    assert customer.wait(second)["task_status"] == "SUCCEEDED"
    assert customer.wait(first, until=("RUNNING",))
    emulator.release("RUNNING")
    assert customer.wait(first)["task_status"] == "SUCCEEDED"


def test_a_slow_task_takes_at_least_that_long(emulator, customer):
    emulator.slow(0.4)
    started = time.monotonic()
    assert customer.create().status_code == 200
    assert time.monotonic() - started >= 0.4


def test_slow_can_be_ended_while_a_task_waits(emulator, customer):
    emulator.slow(3600)
    task_id = customer.submit()
    assert customer.wait(task_id, until=("RUNNING",))
    emulator.slow(0)
    assert customer.wait(task_id)["task_status"] == "SUCCEEDED"


def test_the_images_that_are_named_fail_and_the_others_succeed(emulator, customer):
    emulator.fail_tasks("InternalError.Algo", images=[0, 2])
    told = customer.wait(customer.submit(n=4))
    assert told["task_status"] == "SUCCEEDED"
    assert [result.get("code") for result in told["results"]] == [
        "InternalError.Algo", None, "InternalError.Algo", None,
    ]  # fmt: skip
    assert told["task_metrics"] == {"TOTAL": 4, "SUCCEEDED": 2, "FAILED": 2}
    assert customer.wait(customer.submit(n=4))["task_metrics"]["FAILED"] == 0


def test_a_task_whose_images_all_fail_has_failed(emulator, customer):
    emulator.fail_tasks("InternalError.Upload", message="The bucket is gone.")
    told = customer.wait(customer.submit(n=2))
    assert (told["task_status"], told["code"]) == ("FAILED", "InternalError.Upload")
    assert told["message"] == "The bucket is gone."


def test_a_refused_picture_is_told_as_moderation_does(emulator, customer):
    emulator.fail_tasks("DataInspectionFailed", images=[1])
    refused = customer.wait(customer.submit(n=2))["results"][1]
    assert refused == {
        "code": "DataInspectionFailed",
        "message": "Output data may contain inappropriate content.",
    }


def test_faults_of_tasks_count_tasks_and_know_models(emulator, customer):
    emulator.fail_tasks("InternalError", model="wan2.2-t2i-flash", after=1, times=2)
    plus = [customer.wait(customer.submit(model="wan2.2-t2i-plus"))["task_status"] for _ in range(2)]
    flash = [customer.wait(customer.submit(n=2))["task_status"] for _ in range(4)]
    assert plus == ["SUCCEEDED"] * 2
    assert flash == ["SUCCEEDED", "FAILED", "FAILED", "SUCCEEDED"]


def test_a_fault_can_be_told_while_the_task_is_held(emulator, customer):
    emulator.hold("RUNNING")
    task_id = customer.submit()
    assert customer.wait(task_id, until=("RUNNING",))
    emulator.fail_tasks("InternalError.Algo")
    emulator.release()
    assert customer.wait(task_id)["code"] == "InternalError.Algo"


@pytest.mark.parametrize("state", ["PENDING", "RUNNING"])
def test_a_reset_answers_calls_that_wait_and_begins_with_nothing(emulator, customer, state):
    emulator.hold(state)
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(customer.create()))
    waiting.start()
    for _ in range(10_000):
        if emulator.calls(kind="create"):
            break
    emulator.reset()
    waiting.join()
    assert (answers[0].status_code, answers[0].json()["code"]) == (500, "InternalError")
    assert emulator.state()["hold"] == []
    assert emulator.calls() == []
    assert customer.http.get("/api/v1/tasks").json()["total"] == 0
    assert customer.create().status_code == 200


def test_a_task_is_followed_while_it_is_held_and_let_go(emulator, customer):
    emulator.hold("RUNNING")
    task_id = customer.submit()
    kinds = []
    with customer.http.stream("GET", f"/wanstudio/v1/tasks/{task_id}/events") as answer:
        for line in answer.iter_lines():
            if line.startswith("event: "):
                kinds.append(line.removeprefix("event: "))
                if kinds[-1] == "running":
                    emulator.release("RUNNING")
    assert kinds[-1] == "ended"
    assert "running" in kinds


def test_a_reset_ends_what_is_followed(emulator, customer):
    emulator.hold("PENDING")
    task_id = customer.submit()
    path = f"/wanstudio/v1/tasks/{task_id}/events"
    with contextlib.suppress(httpx.RemoteProtocolError), customer.http.stream("GET", path) as answer:
        for line in answer.iter_lines():
            if line.startswith("event: "):
                emulator.reset()
    assert customer.http.get(path).status_code == 404
