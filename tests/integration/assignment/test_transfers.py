"""A manager's customers go to others, and come back, over HTTP (M4, N8, NX-13)."""

import pytest
from tests.integration.assignment.company import Company, Json, card, order, staff
from tests.integration.assignment.transferring import done, managers, rows, transferred, undone
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.assignment import CustomerManagerLinked, TransferFinished
from contracts.orders import OrderState

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.req("M4", "NX-13")
async def test_all_customers_of_a_seller_who_leaves_go_to_another_and_their_history_stays(office: Company) -> None:
    m1, m2, m3 = await office.sellers("M1", "M2", "M3")
    customers = [await office.customer(m1) for _ in range(5)]
    other = await office.customer(m3)
    open_order, shipped = order(customers[0]), order(customers[1])
    for each in (open_order, shipped):
        assert (await office.decided(each)).manager_id == m1
    await office.leaves(m1)

    transfer = await transferred(office, from_id=m1, to_id=m2)

    assert transfer["counts"] == {"assigned": 5, "unchanged": 0, "conflict": 0, "forbidden": 0, "not_found": 0}
    assert (transfer["progress"], transfer["orders_moved"]) == ({"done": 5, "total": 5}, 0)
    assert await managers(office, [*customers, other]) == [m2] * 5 + [m3]
    linked = await office.linked(customers[0], 2)
    assert (linked.manager_id, linked.previous_manager_id, linked.recipients) == (m2, m1, ())
    assert (linked.decided.row, linked.decided.reason) == ("M4", "TRANSFERRED")
    history = (await office.admin.get(f"/v1/links/{customers[0]}/history")).json()["items"]
    assert [(each["manager_id"], each["reason"]) for each in history] == [(m1, "CARD"), (m2, "TRANSFERRED")]
    assert history[0]["to"] == history[1]["from"]
    assert history[1]["by"] == transfer["created_by"]
    (entry, *_) = await office.ledger(customer_id=customers[0])
    assert (entry["id"], entry["row"], entry["causation_id"]) == (history[1]["decision_id"], "M4", transfer["id"])
    finished = await office.service.tells(TransferFinished, lambda event: event.transfer_id == transfer["id"])
    assert {each.staff_id: each.role for each in finished.recipients} == {m2: "assignee"}
    (share,) = finished.got
    assert (share.staff_id, share.customers, share.first_customer_ids) == (m2, 5, tuple(sorted(customers)))
    found = await rows(office, transfer)
    assert found.keys() == set(customers)
    assert found[customers[0]]["before"] == {"id": m1, "name": "M1"}
    assert found[customers[0]]["after"] == {"id": m2, "name": "M2"}
    assert found[customers[0]]["customer_name"] == "Ana Pop"
    assert [each["row"] for each in await office.ledger(order_id=open_order.order.id)] == ["O7"]


@pytest.mark.req("O0", "M4")
async def test_14_open_orders_follow_and_a_shipped_one_stays_as_it_was(office: Company) -> None:
    m1, m2, m3 = await office.sellers("M1", "M2", "M3")
    customer = await office.customer(m1)
    shipped, waiting, overridden = order(customer), order(customer), order(customer, by=staff(m1), choice=m3)
    for each in (shipped, waiting, overridden):
        await office.decided(each)
    version_of_shipped = shipped.order.version + 1
    await office.service.hears(
        order(
            customer,
            order_id=shipped.order.id,
            version=version_of_shipped,
            verb="shipped",
            state=OrderState.SHIPPED,
            manager_id=m1,
        )
    )
    await eventually(lambda: _decisions(office, shipped.order.id, 2))

    transfer = await transferred(office, from_id=m1, to_id=m2, open_orders=True)

    given = await office.said(waiting.order.id, 2)
    assert (given.manager_id, given.decided.row, given.decided.reason, given.recipients) == (
        m2,
        "M4",
        "TRANSFERRED",
        (),
    )
    assert transfer["orders_moved"] == 1
    assert (await rows(office, transfer))[customer]["order_ids"] == [waiting.order.id]
    assert transfer["receivers"] == [{"staff_id": m2, "name": "M2", "customers": 1, "orders": 1}]
    assert [each["row"] for each in await office.ledger(order_id=shipped.order.id)] == ["O0", "O7"]
    assert [each["row"] for each in await office.ledger(order_id=overridden.order.id)] == ["O4"]


async def _decisions(company: Company, order_id: str, count: int) -> bool:
    return len(await company.ledger(order_id=order_id)) == count


@pytest.mark.req("N8")
async def test_a_preview_says_what_would_come_out_and_changes_nothing(office: Company) -> None:
    m1, m2, m3 = await office.sellers("M1", "M2", "M3")
    customers = [await office.customer(m1) for _ in range(3)]
    at_m2, at_m3, nobody, unknown = (
        await office.customer(m2),
        await office.customer(m3),
        await office.customer(),
        new_id(),
    )
    await office.decided(order(customers[0]))
    body = {
        "from_id": m1,
        "to_id": m2,
        "customer_ids": [*customers, customers[0], at_m2, at_m3, nobody, unknown],
        "open_orders": True,
    }
    before = [await office.link_of(each) for each in customers]

    preview = await transferred(office, **body, preview=True)

    assert [await office.link_of(each) for each in customers] == before
    assert preview["counts"] == {"assigned": 3, "unchanged": 1, "conflict": 2, "forbidden": 0, "not_found": 1}
    assert (preview["preview"], preview["orders_moved"]) == (True, 1)
    refused = await office.admin.post(f"/v1/transfers/{preview['id']}/undo")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:vinculo:problem:not-undoable")

    transfer = await transferred(office, **body)

    assert transfer["counts"] == preview["counts"]
    found, foreseen = await rows(office, transfer), await rows(office, preview)
    for customer_id, row in found.items():
        assert {**row, "decision_id": None} == foreseen[customer_id]
    assert {key: row["reason"] for key, row in found.items()} == {
        **dict.fromkeys(customers, "TRANSFERRED"),
        at_m2: "ALREADY_THERE",
        at_m3: "OTHER_MANAGER",
        nobody: "OTHER_MANAGER",
        unknown: "NOT_FOUND",
    }
    assert set(await rows(office, transfer, outcome="conflict")) == {at_m3, nobody}


@pytest.mark.req("N8", "N6")
async def test_an_undo_gives_back_what_is_as_the_transfer_left_it_and_lists_the_rest(office: Company) -> None:
    m1, m2, m3 = await office.sellers("M1", "M2", "M3")
    customers = [await office.customer(m1) for _ in range(3)]
    taken = customers[1]
    orders = [order(customers[0]), order(customers[0])]
    for each in orders:
        await office.decided(each)
    first = (await office.link_of(customers[0]))["first_linked_at"]
    transfer = await transferred(office, from_id=m1, to_id=m2, open_orders=True)
    await office.service.hears(card(taken, version=2, verb="saved", by=staff(m2), choice=m3))
    await office.linked(taken, 3)
    resolute = orders[1].order
    await office.decided(order(customers[0], order_id=resolute.id, version=2, verb="saved", by=staff(m2), choice=m3), 3)

    undo = await undone(office, transfer)

    assert (undo["undo_of"], undo["counts"]["assigned"], undo["counts"]["conflict"]) == (transfer["id"], 2, 1)
    assert await managers(office, customers) == [m1, m3, m1]
    found = await rows(office, undo)
    assert (found[taken]["outcome"], found[taken]["reason"], found[taken]["after"]["id"]) == (
        "conflict",
        "MOVED_MEANWHILE",
        m3,
    )
    assert (found[customers[0]]["order_ids"], found[customers[0]]["orders_kept"]) == (
        [orders[0].order.id],
        [resolute.id],
    )
    assert (await office.said(orders[0].order.id, 3)).manager_id == m1
    link = await office.link_of(customers[0])
    assert (link["reason"], link["first_linked_at"]) == ("TRANSFER_UNDONE", first)
    history = (await office.admin.get(f"/v1/links/{customers[0]}/history")).json()["items"]
    assert [each["manager_id"] for each in history] == [m1, m2, m1]
    original = (await office.admin.get(f"/v1/transfers/{transfer['id']}")).json()
    assert (original["state"], original["undone_by"]) == ("undone", undo["id"])
    for job in (transfer, undo):
        refused = await office.admin.post(f"/v1/transfers/{job['id']}/undo")
        assert refused.status_code == 409, refused.text


@pytest.mark.req("M4")
async def test_customers_are_spread_evenly_over_the_pools_that_take_their_cards(office: Company) -> None:
    m1, m2, m3, m4 = await office.sellers("M1", "M2", "M3", "M4")
    clerk = await office.employs("Clerk", "Point of sale")
    customers = [await office.customer(m1) for _ in range(5)]
    spanish = await office.customer(m1, language="es")
    german = await office.customer(m1, language="de")
    pools = [
        {"name": "web", "when": {"channel": "web"}, "members": [clerk]},
        {"name": "spanish", "when": {"language": "es"}, "members": [m4]},
        {"name": "german", "when": {"language": "de"}, "members": [clerk]},
        {"name": "rest", "members": [m1, m2, m3]},
    ]
    await office.distributes("round_robin", pools=pools)

    transfer = await transferred(office, from_id=m1, distribute=True)

    found = await rows(office, transfer)
    assert found[german]["reason"] == "UNASSIGNED_NO_CANDIDATE"
    assert (found[german]["outcome"], found[spanish]["after"]["id"]) == ("unchanged", m4)
    now = await managers(office, customers)
    assert sorted(now.count(each) for each in (m2, m3)) == [2, 3]
    await undone(office, transfer)
    assert set(await managers(office, [*customers, spanish, german])) == {m1}


@pytest.mark.req("M4")
@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({}, "/to_id"),
        ({"to_id": "SAME"}, "/to_id"),
        ({"to_id": "GONE"}, "/to_id"),
        ({"to_id": "nobody"}, "/to_id"),
        ({"to_id": "OTHER", "distribute": True}, "/to_id"),
        ({"from_id": "nobody", "to_id": "OTHER"}, "/from_id"),
        ({"to_id": "OTHER", "customer_ids": []}, "/customer_ids"),
        ({"to_id": "OTHER", "extra": 1}, "/extra"),
        ({"distribute": True}, "/distribute"),
    ],
)
async def test_what_cannot_be_is_refused_with_the_field(office: Company, more: Json, pointer: str) -> None:
    m1, m2, gone = await office.sellers("M1", "M2", "Gone")
    await office.leaves(gone)
    await office.distributes("off")
    ids = {"SAME": m1, "OTHER": m2, "GONE": gone}

    body = {"from_id": m1, **more}
    answer = await office.admin.post("/v1/transfers", json={k: ids.get(str(v), v) for k, v in body.items()})

    assert answer.status_code == 422, answer.text
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


@pytest.mark.req("M4")
async def test_the_same_request_twice_is_one_transfer_and_one_undo(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    customer = await office.customer(m1)
    body = {"from_id": m1, "to_id": m2}
    key = {"Idempotency-Key": new_id()}

    first, second = [await office.admin.post("/v1/transfers", json=body, headers=key) for _ in range(2)]

    assert first.json()["id"] == second.json()["id"]
    transfer = await done(office, first.json()["id"])
    reused = await office.admin.post("/v1/transfers", json={**body, "open_orders": True}, headers=key)
    assert reused.status_code == 422
    again = {"Idempotency-Key": new_id()}
    undos = [await office.admin.post(f"/v1/transfers/{transfer['id']}/undo", headers=again) for _ in range(2)]
    assert [answer.status_code for answer in undos] == [202, 202]
    assert len({answer.json()["id"] for answer in undos}) == 1
    await done(office, undos[0].json()["id"])
    versions = [event.version for event in office.service.told_of(customer, CustomerManagerLinked)]
    assert versions == [1, 2, 3]
    listed = (await office.admin.get("/v1/transfers", params={"staff_id": m1, "limit": "1"})).json()
    assert [each["undo_of"] for each in listed["items"]] == [transfer["id"]]
    rest = (await office.admin.get("/v1/transfers", params={"staff_id": m1, "cursor": listed["next"]})).json()
    assert [each["id"] for each in rest["items"]] == [transfer["id"]]
