"""A readiness check over HTTP on loopback."""

import http.client


def answers_ok(port: int, path: str) -> bool:
    """Whether GET `path` answers 200 within a second."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1.0)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
