"""Mails about a transfer: what the receiver, the former manager and the author read (M4)."""

from dataclasses import replace

import pytest
from tests.unit.notify.letters import LANGUAGES, handover, letter, printer
from tests.unit.notify.test_printer import bodies, printed

from notify.domain.handover import Other, Share, Transfer, side_of
from notify.domain.templates import Template, of_transfer

TRANSFER = Transfer(
    "t1",
    undo=False,
    counts={"assigned": 3, "conflict": 1},
    got=(Share("m2", 2, 1, ("c1",)), Share("m3", 1, 0, ("c2",))),
    gave=(Share("m1", 3, 1, ("c1", "c2")),),
)


@pytest.mark.req("M4")
@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Yours now: 12 customers of Lucía Gómez"),
        ("es", "Ahora a su cargo: 12 clientes de Lucía Gómez"),
        ("ro", "De acum în grija dumneavoastră: 12 clienți de la Lucía Gómez"),
        ("bg", "Вече при Вас: 12 клиенти от Lucía Gómez"),
    ],
)
def test_the_receiver_reads_how_many_customers_of_whom_are_his(language: str, subject: str) -> None:
    assert printer().subject(letter(Template.TRANSFER_GOT, language, "TRANSFERRED")) == subject


@pytest.mark.req("M4")
def test_the_receiver_sees_the_first_customers_and_how_many_more() -> None:
    text, html = bodies(printed(letter(Template.TRANSFER_GOT, reason="TRANSFERRED")))
    for line in ("From: Lucía Gómez", "Customers: 12", "Open orders: 3", "Customer: Casa Sol", "…: 10 customers"):
        assert f"{line}\n" in text
    assert 'href="https://shop.test/customers/customer-2"' in html
    assert "handed over in one transfer" in text


@pytest.mark.req("M4")
def test_the_former_manager_sees_to_whom_they_went_without_links_to_them() -> None:
    several = handover(others=(Other("Ion Pop", 1), Other(None, 11)), orders=0)
    message = printed(letter(Template.TRANSFER_GAVE, reason="TRANSFER_UNDONE", handover=several))
    text, html = bodies(message)
    assert message["Subject"] == "Handed over to 2 colleagues: 12 customers"
    assert "To: Ion Pop · 1 customer\nTo: somebody else · 11 customers\n" in text
    assert "Open orders" not in text
    assert "/customers/customer-1" not in html
    assert "An earlier transfer was undone" in text


@pytest.mark.req("M4")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_author_sees_what_became_of_all(language: str) -> None:
    counts = {"assigned": 100_000, "unchanged": 0, "conflict": 2, "forbidden": 0, "not_found": 1}
    done = handover(customers=100_000, counts=counts, first=())
    text, html = bodies(printed(letter(Template.TRANSFER_DONE, language, "TRANSFERRED", handover=done)))
    assert [row.rpartition(": ")[2] for row in text.splitlines() if row.endswith((": 100000", ": 2", ": 1"))] == [
        "100000",
        "2",
        "1",
    ]
    assert "https://shop.test/transfers/transfer-1" in html


@pytest.mark.req("M4")
@pytest.mark.parametrize(("undo", "reason"), [(False, "TRANSFERRED"), (True, "TRANSFER_UNDONE")])
def test_a_transfer_is_told_for_its_own_reason(undo: bool, reason: str) -> None:
    assert replace(TRANSFER, undo=undo).reason == reason


@pytest.mark.req("M4")
def test_each_reads_his_own_share_and_the_other_side() -> None:
    assert side_of(TRANSFER, Template.TRANSFER_GOT, "m2") == (TRANSFER.got[0], TRANSFER.gave)
    assert side_of(TRANSFER, Template.TRANSFER_GOT, "m3") == (TRANSFER.got[1], TRANSFER.gave)
    assert side_of(TRANSFER, Template.TRANSFER_GOT, "m4") == (Share("m4", 0, 0, ()), TRANSFER.gave)
    assert side_of(TRANSFER, Template.TRANSFER_GAVE, "m1") == (TRANSFER.gave[0], TRANSFER.got)
    assert side_of(TRANSFER, Template.TRANSFER_DONE, "boss") == (Share("boss", 3, 1, ()), TRANSFER.got)
    roles = ("assignee", "former_manager", "author")
    assert [of_transfer("", role, None) for role in roles] == [
        Template.TRANSFER_GOT,
        Template.TRANSFER_GAVE,
        Template.TRANSFER_DONE,
    ]
