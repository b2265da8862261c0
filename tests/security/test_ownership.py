"""Nothing of anybody else's, by no road (NX-17, NX-18): every operation of every service is tried with the ids of a
canary, by another seller, by a stranger, and by another customer behind his own link.
"""

from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.support.canary import IDS, Canary, state
from tests.support.company import Company, checked
from tests.support.waiting import until

pytestmark = pytest.mark.req("NX-17", "NX-18", "N15", "ML-27")

LISTED, HIDDEN, REFUSED, WRONG = {200}, {404}, {403}, {422}
EXPECTED: dict[str, set[int]] = {
    "createCustomer": {201},
    "createCustomers": LISTED,
    "listCustomers": LISTED,
    "getCustomer": HIDDEN,
    "changeCustomer": HIDDEN,
    "exportCustomers": REFUSED,
    "listDuplicates": HIDDEN,
    "eraseCustomer": REFUSED,
    "mergeCustomers": REFUSED,
    "unmergeCustomer": REFUSED,
    "listMerges": HIDDEN,
    "listNotes": HIDDEN,
    "listNoteChanges": HIDDEN,
    "addNote": HIDDEN,
    "changeNote": HIDDEN,
    "deleteNote": HIDDEN,
    "startCustomersReplay": REFUSED,
    "getCustomersReplay": REFUSED,
    "startOrdersReplay": REFUSED,
    "getOrdersReplay": REFUSED,
    "startLinksReplay": REFUSED,
    "getLinksReplay": REFUSED,
    "startStaffReplay": REFUSED,
    "getStaffReplay": REFUSED,
    "compareCustomersReplicas": REFUSED,
    "listCustomersDrift": REFUSED,
    "compareOrdersReplicas": REFUSED,
    "listOrdersDrift": REFUSED,
    "compareStaffReplicas": REFUSED,
    "listStaffDrift": REFUSED,
    "compareMailsReplicas": REFUSED,
    "listMailsDrift": REFUSED,
    "compareFieldopsReplicas": REFUSED,
    "listFieldopsDrift": REFUSED,
    "auditCustomers": REFUSED,
    "auditOrders": REFUSED,
    "auditAssignedOrders": REFUSED,
    "auditDecisions": REFUSED,
    "auditLinks": REFUSED,
    "auditStaff": REFUSED,
    "auditMails": REFUSED,
    "auditCoveredOrders": REFUSED,
    "createProduct": REFUSED,
    "listProducts": LISTED,
    "getProduct": LISTED,
    "changeProduct": REFUSED,
    "createCategory": REFUSED,
    "listCategories": LISTED,
    "getCategory": LISTED,
    "changeCategory": REFUSED,
    "deleteCategory": REFUSED,
    "addPicture": REFUSED,
    "arrangePictures": REFUSED,
    "getPicture": LISTED,
    "removePicture": REFUSED,
    "setExchangeRate": REFUSED,
    "listExchangeRates": LISTED,
    "createOrder": WRONG,
    "listOrders": LISTED,
    "listBoughtBefore": HIDDEN,
    "getOrder": HIDDEN,
    "saveOrder": HIDDEN,
    "confirmOrder": HIDDEN,
    "produceOrder": HIDDEN,
    "shipOrder": HIDDEN,
    "deliverOrder": HIDDEN,
    "cancelOrder": HIDDEN,
    "eraseGuest": REFUSED,
    "printOrder": HIDDEN,
    "sendQuote": HIDDEN,
    "acceptQuote": HIDDEN,
    "declineQuote": HIDDEN,
    "reviseQuote": HIDDEN,
    "listRevisions": HIDDEN,
    "createOrderLink": WRONG,
    "listOrderLinks": HIDDEN,
    "changeOrderLink": HIDDEN,
    "rotateOrderLink": HIDDEN,
    "revokeOrderLink": HIDDEN,
    "sendOrderLink": HIDDEN,
    "listOrderLinkAccesses": HIDDEN,
    "createStaff": REFUSED,
    "listStaff": REFUSED,
    "getStaff": REFUSED,
    "changeStaff": REFUSED,
    "listGroups": REFUSED,
    "getGroup": REFUSED,
    "changeGroup": REFUSED,
    "getDistribution": REFUSED,
    "changeDistribution": REFUSED,
    "getLink": HIDDEN,
    "getLinkHistory": HIDDEN,
    "listDistributionVersions": REFUSED,
    "getDistributionVersion": REFUSED,
    "simulateDistribution": REFUSED,
    "planAbsence": HIDDEN,
    "listAbsences": HIDDEN,
    "getAbsence": HIDDEN,
    "changeAbsence": HIDDEN,
    "endAbsence": HIDDEN,
    "countPortfolios": LISTED,
    "getStatement": HIDDEN,
    "listFigures": LISTED,
    "getFigures": HIDDEN,
    "measureFairness": LISTED,
    "createTransfer": REFUSED,
    "listTransfers": REFUSED,
    "getTransfer": REFUSED,
    "listTransferRows": REFUSED,
    "undoTransfer": REFUSED,
    "listUnassigned": REFUSED,
    "claimOrder": REFUSED,
    "listStale": LISTED,
    "listStaleManagers": LISTED,
    "replayDecision": HIDDEN,
    "listDecisions": LISTED,
    "getDecision": HIDDEN,
    "explainDecision": HIDDEN,
    "listMails": LISTED,
    "getMail": HIDDEN,
    "resendMail": HIDDEN,
    "getMyMailPreferences": LISTED,
    "chooseMyMails": WRONG,
    "getMailPreferences": HIDDEN,
    "chooseMails": HIDDEN,
    "reportVisit": REFUSED,
    "listVisits": LISTED,
    "getVisit": HIDDEN,
    "listFieldCustomers": LISTED,
}
"""What another member of Sellers is answered; the shop has nothing to do with staff."""
EVERYBODYS = {"listProducts", "getProduct", "getPicture", "listCategories", "getCategory", "listExchangeRates"} | {
    "measureFairness",
    "getMyMailPreferences",
}
"""What tells every member of staff the same, or of himself."""
SHOP = {"seeShop", "chooseLanguage", "unlockShop", "fillCart", "submitCart", "listOrdered", "seeOrdered", "orderAgain"}
SHOP |= {"seeQuote", "acceptOffer", "declineOffer", "printQuote", "printOrdered"}


@pytest.fixture
def canary(company: Company) -> Canary:
    return Canary(company).sing()


def test_the_owner_sees_what_the_others_must_not(canary: Canary) -> None:
    """Else the other tests would prove nothing."""
    reads = ("getCustomer", "listCustomers", "listNotes", "getOrder", "listOrders", "getMail", "listMails", "getVisit")
    requests = canary.requests()
    for name in reads:
        answer = canary.company.admin.request(**requests[name])
        assert answer.status_code == 200, (name, answer.text)
        assert canary.heard(answer) or name == "getVisit", name


def test_every_operation_has_an_expected_answer(canary: Canary) -> None:
    assert set(canary.requests()) == set(EXPECTED) | SHOP


def test_another_seller_meets_nothing(canary: Canary) -> None:
    other = canary.company.as_(canary.company.employ("other", "Sellers"))
    before = state(canary)
    assert met(canary, other, canary.requests()) == {}
    assert state(canary) == before


def test_whoever_may_see_all_is_noticed_by_the_same_check(canary: Canary) -> None:
    """A door that forgot the scope would answer as it answers to him."""
    reads = {name: request for name, request in canary.requests().items() if request["method"] == "get"}
    the_managers_were_away = {"listStale", "listStaleManagers"}
    noticed = set(met(canary, canary.company.admin, reads))
    assert set(reads) - EVERYBODYS - SHOP - the_managers_were_away <= noticed


def test_somebody_elses_record_and_none_at_all_look_the_same(canary: Canary) -> None:
    other = canary.company.as_(canary.company.employ("other", "Sellers"))
    requests = canary.requests()
    canary.ids = {name: str(uuid4()) if name != "name" else "Nobody" for name in canary.ids}
    for name, request in canary.requests().items():
        if EXPECTED.get(name) in (HIDDEN, WRONG):
            real, none = other.request(**requests[name]), other.request(**request)
            assert real.status_code == none.status_code, name
            assert {**real.json(), "trace_id": ""} == {**none.json(), "trace_id": ""}, name


def test_a_stranger_is_let_in_nowhere(canary: Canary) -> None:
    with canary.company.browser() as stranger:
        for name, request in canary.requests().items():
            answer = stranger.request(**request)
            assert answer.status_code in ({404, 410} if name in SHOP else {401}), (name, answer.status_code)
            assert not canary.heard(answer), name


def test_another_customers_link_opens_his_own_shop_alone(canary: Canary) -> None:
    company = canary.company
    with company.browser() as browser:
        checked(browser.get(company.link(company.customer("Another"))["url"]))
        for name, request in canary.requests().items():
            answer = browser.request(**request)
            if name not in SHOP:
                assert answer.status_code == 401, (name, answer.status_code)
            assert not canary.heard(answer), name
        assert browser.get(f"/shop/orders/{canary.ids['order_id']}").status_code == 404
        assert checked(browser.get("/shop"))["customer"]["name"] == "Another"


def test_a_seller_who_lost_his_customer_loses_his_card(canary: Canary) -> None:
    company = canary.company
    heir = company.employ("heir", "Sellers")
    owner = checked(company.admin.get(f"/v1/staff/{canary.ids['staff_id']}"))
    path = f"/v1/customers/{canary.ids['customer_id']}"
    assert company.as_(owner).get(path).status_code == 200
    company.change(path, {"manager_id": heir["id"]})
    until(lambda: company.as_(heir).get(path).status_code == 200)
    assert company.as_(owner).get(path).status_code == 404


def met(canary: Canary, caller: httpx2.Client, requests: dict[str, dict[str, Any]]) -> dict[str, tuple[int, str]]:
    """Operations that tell a seller more than they may of the canary, with the beginning of their answers."""
    wrong = {}
    everybodys = {canary.ids["product_id"], canary.ids["name"], canary.ids["version"]}
    for name, request in requests.items():
        answer = caller.request(**request)
        leaks = answer.status_code not in EXPECTED.get(name, {answer.status_code}) or canary.heard(answer)
        if EXPECTED.get(name) is LISTED and name not in EVERYBODYS and answer.status_code == 200:
            ids = {item[key] for item in answer.json().get("items", ()) for key in IDS if key in item}
            leaks = leaks or bool(ids & (set(canary.ids.values()) - everybodys))
        if leaks:
            wrong[name] = (answer.status_code, answer.text[:300])
    return wrong
