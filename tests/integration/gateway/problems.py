"""What the gateway answers when no service does."""

import httpx2


def assert_problem(answer: httpx2.Response, status: int, kind: str) -> None:
    """The answer is the gateway's own, in the words of RFC 9457."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["type"], body["status"]) == (f"urn:vinculo:problem:{kind}", status)
    assert body["title"]
    assert body["request_id"] == answer.headers["x-request-id"]
