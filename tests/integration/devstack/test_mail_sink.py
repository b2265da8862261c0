"""The mail sink, as notify and people meet it."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import httpx2
import pytest

from devstack.ports import any_free
from devstack.servers import PythonModule


@pytest.fixture(scope="module")
def smtp_port() -> int:
    return any_free()


@pytest.fixture(scope="module")
def sink(tmp_path_factory: pytest.TempPathFactory, smtp_port: int) -> Iterator[str]:
    module = PythonModule(
        "mails",
        tmp_path_factory.mktemp("mails"),
        any_free(),
        ["devstack.mailsink"],
        {"VINCULO_SMTP_HOST": "127.0.0.1", "VINCULO_SMTP_PORT": str(smtp_port)},
    )
    module.start()
    module.wait_ready()
    yield module.url
    module.stop()


@pytest.fixture
def api(sink: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=sink) as client:
        client.delete("/api/mails")
        client.post("/api/faults", json={"mode": "none"})
        yield client


def mail(subject: str = "Order 7", html: str = "<p>Hello</p>") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Vinculo <vinculo@vinculo.test>", "Ana <ana@example.com>"
    message["Subject"], message["Message-ID"] = subject, "<d1.ana@vinculo.test>"
    message.set_content("Hello\n")
    message.add_alternative(html, subtype="html")
    return message


def send(port: int, message: EmailMessage, to: str = "ana@example.com") -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(message, "vinculo@vinculo.test", to)


def test_mails_are_told_as_agreed_newest_last(api: httpx2.Client, smtp_port: int) -> None:
    send(smtp_port, mail("Pedido nº 7"))
    send(smtp_port, mail("Comanda ș"), to="ion@example.com")

    first, second = api.get("/api/mails").json()
    assert (first["to"], first["from"], first["subject"]) == ("ana@example.com", "vinculo@vinculo.test", "Pedido nº 7")
    assert (first["message_id"], first["text"], first["html"]) == (
        "<d1.ana@vinculo.test>",
        "Hello\n",
        "<p>Hello</p>\n",
    )
    assert first["received_at"] <= second["received_at"]
    assert second["received_at"].endswith("Z")
    assert [each["subject"] for each in api.get("/api/mails", params={"to": "ION@example.com"}).json()] == ["Comanda ș"]
    assert api.get("/api/count").json() == {"received": 2, "kept": 2}

    assert api.delete("/api/mails").status_code == 204
    assert api.get("/api/mails").json() == []


def test_a_mail_cannot_do_anything_to_the_page_that_shows_it(api: httpx2.Client, smtp_port: int) -> None:
    evil = "<script>alert(1)</script>"
    send(smtp_port, mail(subject=evil, html=evil))
    [number] = [each["id"] for each in api.get("/api/mails").json()]

    for path in ("/", f"/mails/{number}", "/?to=" + evil):
        page = api.get(path)
        assert evil not in page.text
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<iframe sandbox" in api.get(f"/mails/{number}").text
    shown = api.get(f"/mails/{number}/html")
    assert evil in shown.text
    assert shown.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    source = api.get(f"/mails/{number}/source").headers
    assert source["Content-Type"].startswith("text/plain")
    assert source["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("mode", "code"), [("reject_4xx", 451), ("reject_5xx", 550)])
def test_so_many_mails_are_refused_as_asked_for(api: httpx2.Client, smtp_port: int, mode: str, code: int) -> None:
    api.post("/api/faults", json={"mode": mode, "count": 2})
    for _ in range(2):
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(smtp_port, mail())
        assert refused.value.smtp_code == code
    send(smtp_port, mail())
    assert api.get("/api/count").json()["received"] == 1


def test_a_connection_dropped_after_the_data_leaves_the_mail_taken(api: httpx2.Client, smtp_port: int) -> None:
    api.post("/api/faults", json={"mode": "drop_after_data", "count": 1})
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(smtp_port, mail())
    assert api.get("/api/count").json()["received"] == 1


def test_a_slow_answer_comes_late_and_holds_nobody_else_up(api: httpx2.Client, smtp_port: int) -> None:
    api.post("/api/faults", json={"mode": "slow", "count": 1, "delay_seconds": 30})
    with smtplib.SMTP("127.0.0.1", smtp_port, timeout=0.5) as client:
        with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
            client.send_message(mail())
        client.close()
    send(smtp_port, mail("the next one"))
    assert [each["subject"] for each in api.get("/api/mails").json()] == ["Order 7", "the next one"]


def test_unknown_mails_and_faults_are_refused(api: httpx2.Client) -> None:
    assert api.get("/mails/99999").status_code == 404
    assert api.post("/api/faults", json={"mode": "explode"}).status_code == 422
    assert api.post("/api/faults", json={"mode": "slow", "count": -1}).status_code == 422
