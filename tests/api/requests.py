"""Requests as the two protocols write them, and what a refusal says."""


def prompt_body(model="wan2.5-t2i-preview", prompt="a cat", **parameters):
    return {"model": model, "input": {"prompt": prompt}, "parameters": parameters}


def messages_body(text="a cat", **parameters):
    content = [{"role": "user", "content": [{"text": text}]}]
    return {"model": "wan2.6-t2i", "input": {"messages": content}, "parameters": parameters}


def told(answer):
    """Status, code and message of a refusal, whose envelope must be whole."""
    body = answer.json()
    assert set(body) == {"code", "message", "request_id"}
    assert answer.headers["x-request-id"] == body["request_id"]
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code, body["code"], body["message"]
