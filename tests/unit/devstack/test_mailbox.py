"""The mailbox keeps what it was given, within bounds."""

from devstack.mailsink.mailbox import Mailbox

MAIL = (
    "From: Vinculo <vinculo@vinculo.test>\r\nTo: Ana <ana@example.com>\r\n"
    "Subject: =?utf-8?q?Pedido_n=C3=BAmero_7?=\r\nMessage-ID: <d1.ana@vinculo.test>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nDoce años\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>Doce años</p>\r\n"
    "--b--\r\n"
).encode()


def test_a_mail_is_taken_apart_when_it_is_read() -> None:
    box = Mailbox()
    box.take("vinculo@vinculo.test", ["ana@example.com"], MAIL)
    [mail] = box.find()

    assert (mail.subject, mail.message_id) == ("Pedido número 7", "<d1.ana@vinculo.test>")
    assert mail.body("plain").strip() == "Doce años"
    assert mail.body("html").strip() == "<p>Doce años</p>"


def test_an_unreadable_mail_is_shown_as_far_as_it_goes() -> None:
    box = Mailbox()
    for content in (b"", b"\xff\xfe", b"Content-Type: text/plain; charset=nonsense\r\n\r\nhello", b"Subject: \r\n\r\n"):
        box.take("a@example.com", ["b@example.com"], content)

    assert [mail.subject for mail in box.find()] == ["", "", "", ""]
    assert [mail.message_id for mail in box.find()] == ["", "", "", ""]
    assert box.find()[2].body("plain") == "hello"
    assert [mail.body("html") for mail in box.find()] == ["", "", "", ""]


def test_mails_are_found_by_recipient_in_any_case() -> None:
    box = Mailbox()
    box.take("x@example.com", ["Ana@Example.com"], MAIL)
    box.take("x@example.com", ["ion@example.com"], MAIL)

    assert [mail.id for mail in box.find("ana@example.COM")] == [1]


def test_the_oldest_go_when_there_are_too_many_or_they_are_too_large() -> None:
    box = Mailbox(most_mails=3, most_bytes=100)
    for _ in range(5):
        box.take("x@example.com", ["y@example.com"], b"small")
    assert [mail.id for mail in box.find()] == [3, 4, 5]

    box.take("x@example.com", ["y@example.com"], b"x" * 95)
    assert [mail.id for mail in box.find()] == [5, 6]
    assert box.received == 6
