"""What must be true of an order and of a customer, whoever is asked."""

from collections.abc import Iterator
from datetime import datetime

from chassis.ids import made_at
from devstack.audit.findings import LEDGER, PARKED, REBUILD, RETELL, Finding
from devstack.audit.streams import Record


def judge_order(shown: Record | None, account: Record | None) -> Iterator[Finding]:
    """`shown`: the order as orders has it; `account`: as assignment has it beside the ledger. One is not None."""
    found = shown or account or {}
    identifier = found["id"]
    at = datetime.fromisoformat(shown["updated_at"]) if shown is not None else made_at(identifier)

    def finding(what: str, todo: str) -> Finding:
        return Finding("order", identifier, what, todo, at)

    if shown is None:
        yield finding("was decided, and orders does not have it", "compare the database of orders with a backup")
        return
    if account is None:
        yield finding("was never decided", PARKED)
        return
    recorded, current = account["recorded"], account["decision_id"]
    if len(recorded) != account["decisions"]:
        yield finding(f"{account['decisions']} decisions were counted, the ledger has {len(recorded)}", LEDGER)
    if current not in recorded:
        yield finding(f"its current decision {current} is not in the ledger", LEDGER)
    elif account["said_manager_id"] != account["manager_id"]:
        said = account["said_manager_id"]
        yield finding(f"its current decision says {said}, assignment's record {account['manager_id']}", REBUILD)
    if shown["decisions"] == 0:
        yield finding("no decision has reached it", RETELL)
    elif shown["decision_id"] not in recorded:
        yield finding(f"it shows the decision {shown['decision_id']}, which is not in the ledger", LEDGER)
    if shown["manager_id"] != account["manager_id"]:
        yield finding(f"it shows the manager {shown['manager_id']}, decided was {account['manager_id']}", RETELL)


def judge_customer(card: Record | None, account: Record | None) -> Iterator[Finding]:
    """`card`: as customers has it; `account`: as assignment has his link, beside journal and ledger. Not both None."""
    found = card or account or {}
    times = [each for each in (card and card["updated_at"], account and account["linked_at"]) if each]
    at = max(map(datetime.fromisoformat, times)) if times else made_at(found["id"])

    def finding(what: str, todo: str) -> Finding:
        return Finding("customer", found["id"], what, todo, at)

    if card is None and account is not None and account["merged_into"] is not None:
        if account["manager_id"] is not None:
            yield finding(f"he was merged into {account['merged_into']}, and his link still has a manager", PARKED)
        return
    if card is None:
        yield finding("assignment knows him, and customers does not", "compare the database of customers with a backup")
        return
    if account is None:
        yield finding("no decision was made about his card", PARKED)
        return
    if not account["recorded"]:
        yield finding(f"the decision {account['decision_id']} of his link is not in the ledger", LEDGER)
    if account["gaps"]:
        yield finding(f"the journal of his links has {account['gaps']} gaps", LEDGER)
    if card["merged_into"] is not None:
        # It shows what it showed when it went; the card that stands for it is judged for itself.
        return
    if card["manager_id"] != account["manager_id"]:
        yield finding(f"his card shows the manager {card['manager_id']}, his link {account['manager_id']}", RETELL)
    elif card["link_version"] < account["link_version"]:
        yield finding("news of his link has not reached his card", RETELL)
