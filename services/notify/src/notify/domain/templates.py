"""Which mail somebody gets: a matter of what he has to do with the decision."""

from enum import StrEnum


class Template(StrEnum):
    """What the mail says."""

    ORDER = "order"
    """The order is yours (NX-3..NX-6)."""
    ORDER_CARD_MANAGER = "order_card_manager"
    """An order of your customer went to somebody else (O4)."""
    ORDER_SUPERVISOR = "order_supervisor"
    """An order took a road that supervisors want to know of (O10)."""
    UNASSIGNED = "unassigned"
    """Nobody has the order (O15, O9 hold)."""
    CARD_GOT = "card_got"
    """The customer is yours (C1, C4, C7)."""
    CARD_LOST = "card_lost"
    """The customer is no longer yours (C7, C8)."""
    CARD_SUPERVISOR = "card_supervisor"
    """A customer's manager changed; supervisors are told."""
    STAFF_LEFT = "staff_left"
    """Customers and orders of somebody who was deactivated are to be reassigned (M1)."""
    COVERED = "covered"
    """The digest of what was done for somebody's customers while he was away (O8)."""
    TRANSFER_GOT = "transfer_got"
    """Customers came to the reader in a transfer (M4)."""
    TRANSFER_GAVE = "transfer_gave"
    """Customers of the reader went to others in a transfer (M4)."""
    TRANSFER_DONE = "transfer_done"
    """The transfer that the reader asked for is done (M4)."""
    LINK_LEAK = "link_leak"
    """An order link of the reader's customer is opened from too many networks (N9)."""
    QUOTE_DECLINED = "quote_declined"
    """The customer declined the reader's quote."""
    QUOTE_EXPIRED = "quote_expired"
    """The customer did not answer the reader's quote in time."""
    DIGEST = "digest"
    """What the reader wants to be told once a day."""
    ORDER_LINK = "order_link"
    """To a customer: his own link to order by (ML-26, N9)."""
    QUOTE = "quote"
    """To a customer: a quote, with the link to accept or decline it."""
    CONFIRMATION = "order_confirmation"
    """To a customer: what he ordered himself has come in."""


SENDINGS = frozenset({Template.ORDER_LINK, Template.QUOTE})
"""What orders asked to send: it wants to know what became of it."""
TO_CUSTOMERS = SENDINGS | {Template.CONFIRMATION}
"""All others go to members of staff."""


def of_order(recipient_id: str, role: str, manager_id: str | None) -> Template:
    """The mail about an order that went to `manager_id`, or to nobody."""
    if manager_id is None:
        return Template.UNASSIGNED
    if recipient_id == manager_id:
        return Template.ORDER
    return Template.ORDER_SUPERVISOR if role == "supervisor" else Template.ORDER_CARD_MANAGER


def of_card(recipient_id: str, role: str, manager_id: str | None) -> Template:
    """The mail about a customer whose manager is now `manager_id`, or nobody."""
    if recipient_id == manager_id:
        return Template.CARD_GOT
    return Template.CARD_SUPERVISOR if role == "supervisor" else Template.CARD_LOST


def of_transfer(recipient_id: str, role: str, manager_id: str | None) -> Template:
    """The mail about a finished transfer."""
    match role:
        case "author":
            return Template.TRANSFER_DONE
        case "former_manager":
            return Template.TRANSFER_GAVE
        case _:
            return Template.TRANSFER_GOT
