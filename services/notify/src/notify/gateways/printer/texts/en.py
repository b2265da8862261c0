"""English."""

from notify.domain.templates import Template
from notify.gateways.printer.texts.table import Labels, Texts, Wording

EN = Texts(
    kinds={"order": "Order", "quote": "Quote", "purchase": "Purchase"},
    channels={"office": "Office", "pos": "Point of sale", "link": "Order link", "web": "Web shop", "api": "API"},
    labels=Labels(
        customer="Customer",
        contact_person="Contact person",
        email="E-mail",
        phone="Phone",
        address="Address",
        vat_number="VAT number",
        channel="Channel",
        received="Received",
        product="Product",
        quantity="Qty",
        unit_price="Unit price",
        discount="Discount",
        total="Total",
        why="Why you get this",
        manager="Manager",
        open_order="Open the record",
        open_customer="Open the customer",
        decision="Decision",
        customers="Customers",
        open_orders="Open orders",
        see_stale="See the customers",
        see_orders="See my orders",
        see_customers="See my customers",
        open_transfer="Open the transfer",
        came_from="From",
        went_to="To",
        choose="Choose which mails you get",
        please_note="Please note",
        valid_until="Valid until",
        passcode="Passcode",
        comes_apart="Comes to you by another way",
        your_contact="Your contact",
        open_shop="Open the shop",
        answer_quote="Accept or decline",
        said="Reason given",
    ),
    wordings={
        Template.ORDER: Wording(
            "{what} {number} · {customer} · {total}", "{what} {number}", "{customer} is waiting for you."
        ),
        Template.ORDER_CARD_MANAGER: Wording(
            "{what} {number} of {customer} went to {manager}",
            "{what} {number} went to {manager}",
            "It comes from your customer {customer}, who stays with you.",
        ),
        Template.ORDER_SUPERVISOR: Wording(
            "{what} {number} of {customer} is with {manager}",
            "{what} {number} is with {manager}",
            "It comes from {customer}.",
        ),
        Template.UNASSIGNED: Wording(
            "Without manager: {what} {number} · {customer} · {total}",
            "{what} {number} has no manager",
            "{customer} is waiting, and nobody has been given the work yet.",
        ),
        Template.CARD_GOT: Wording(
            "{customer} is your customer now",
            "{customer} is your customer now",
            "From now on orders from this customer come to you.",
        ),
        Template.CARD_LOST: Wording(
            "{customer} is no longer your customer",
            "{customer} is no longer your customer",
            "From now on orders from this customer no longer come to you.",
        ),
        Template.CARD_SUPERVISOR: Wording(
            "The manager of {customer} has changed",
            "The manager of {customer} has changed",
            "The customer is with {manager} now.",
        ),
        Template.STAFF_LEFT: Wording(
            "{manager} is inactive: reassign {customers} and {orders}",
            "Reassign {customers} and {orders}",
            "{manager} was deactivated and still stands on what is counted here.",
        ),
        Template.COVERED: Wording(
            "While you were away: {orders}",
            "While you were away: {orders}",
            "Your customers were looked after and stay with you.",
        ),
        Template.TRANSFER_GOT: Wording(
            "Yours now: {customers} of {manager}", "Yours now: {customers}", "From now on their orders come to you."
        ),
        Template.TRANSFER_GAVE: Wording(
            "Handed over to {manager}: {customers}",
            "Handed over: {customers}",
            "From now on the orders of these customers no longer come to you.",
        ),
        Template.TRANSFER_DONE: Wording(
            "Transfer done: {customers}", "Transfer done: {customers}", "This is what became of the customers."
        ),
        Template.DIGEST: Wording(
            "Your digest: {mails}", "Your digest: {mails}", "This is what came in since the last one."
        ),
        Template.QUOTE_DECLINED: Wording(
            "Declined: {what} {number} · {customer} · {total}",
            "{what} {number} was declined",
            "{customer} has said no.",
        ),
        Template.QUOTE_EXPIRED: Wording(
            "Expired: {what} {number} · {customer} · {total}",
            "{what} {number} has expired",
            "{customer} did not answer in time.",
        ),
        Template.LINK_LEAK: Wording(
            "{customer}: the order link may have got around",
            "Look after the order link of {customer}",
            "It was opened from {networks} since {since}.",
        ),
        Template.ORDER_LINK: Wording(
            "Your personal order link · {shop}",
            "Your personal order link",
            "Browse our catalogue at your own prices and order whenever you like, without an account.",
        ),
        Template.QUOTE: Wording("{what} {number} · {shop} · {total}", "{what} {number}", "This is our offer to you."),
        Template.CONFIRMATION: Wording(
            "Received: {what} {number} · {total}", "Thank you!", "Everything has reached us. This is what you ordered."
        ),
    },
    yours={
        "NO_CUSTOMER": "It comes from a guest without a customer card, and the work was given to you.",
        "ORDER_MANAGER_FILLED_CARD": "You have the order, and {customer} had no active manager: now you are.",
        "ORDER_MANAGER_REPLACED_STALE": "You were chosen; the manager of {customer} was inactive, so you are that too.",
        "CONSISTENT": "You were chosen, and you are the manager of {customer} anyway.",
        "ORDER_OVERRIDE_LINK_KEPT": "You were chosen for this one; {customer} stays with their usual manager.",
        "CUSTOMER_MANAGER": "You are the manager of {customer}.",
        "COVER": "You cover for the manager of {customer}, who is away.",
        "UNAVAILABLE_ASSIGNED": "You are the manager of {customer}; you are marked as away, but nobody covers for you.",
        "UNAVAILABLE_DISTRIBUTED": "The manager of {customer} is away and nobody covers, so it was given to you.",
        "ACTOR_REPLACED_STALE": "You worked on it, and you replace the inactive manager of {customer}.",
        "CREATOR": "You created it, and {customer} had no manager: now you are.",
        "EDITOR": "You edited and saved it, and {customer} had no manager: now you are.",
        "INACTIVE_REPLACED": "The manager of {customer} is inactive; distribution chose you: now you are.",
        "DISTRIBUTED_NEW": "{customer} had no manager, and distribution chose you: now you are.",
        "CARD": "You were chosen as the manager when the card of {customer} was created.",
        "POS_EXPLICIT": "You were chosen as the manager of {customer} at the point of sale.",
        "POS_CREATOR": "You created {customer} at the point of sale.",
        "CARD_CHANGED": "You were chosen as the new manager on the card of {customer}.",
        "MERGED": "Another card of {customer} was yours; the two are one now, and so you are their manager.",
        "UNMERGED": "Two merged cards were separated again, and {customer} is yours as before.",
    },
    theirs={
        "ORDER_OVERRIDE_LINK_KEPT": "{manager} was deliberately chosen for this one; {customer} keeps their manager.",
        "COVER": "{manager} covers during the absence; {customer} keeps their manager.",
        "UNAVAILABLE_DISTRIBUTED": "The manager of {customer} is away and nobody covers; distribution chose {manager}.",
        "ACTOR_REPLACED_STALE": "{manager} worked on it and replaces the inactive manager of {customer}.",
        "INACTIVE_REPLACED": "The manager of {customer} is inactive; distribution chose {manager}.",
        "ORDER_MANAGER_REPLACED_STALE": "{manager} was chosen and replaces the inactive manager of {customer}.",
        "ORDER_MANAGER_FILLED_CARD": "{manager} has an order of {customer} and is now on the card too.",
        "CARD_CHANGED": "On the card of {customer} the manager was changed to {manager}.",
        "CARD_CLEARED": "On the card of {customer} the manager was removed.",
        "MERGED": "This card of {customer} was merged into another card of the same customer, which keeps its manager.",
    },
    nobody={
        "UNASSIGNED_DISTRIBUTION_OFF": "{customer} has no active manager, and automatic distribution is off.",
        "UNASSIGNED_NO_CANDIDATE": "{customer} has no active manager, and distribution found nobody who could take it.",
        "HELD": "The manager of {customer} is away, nobody covers, and the settings say to wait.",
        "NO_CUSTOMER": "It comes from a guest without a customer card, and nobody could be given it.",
    },
    notices={
        "STAFF_DEACTIVATED": "You are one of the supervisors. Orders that come in from now on find somebody else; "
        "the customers have no active manager until they are reassigned.",
        "COVER": "You were away, and these orders went to whoever covered for you.",
        "TRANSFERRED": "The customers were handed over in one transfer. Their history and notes go with them.",
        "TRANSFER_UNDONE": "An earlier transfer was undone. What others had changed meanwhile stays as it is.",
        "DIGEST": "You chose to be told of these once a day.",
        "QUOTE_DECLINED": "The quote is yours. Revise it if there is a better offer to make.",
        "QUOTE_EXPIRED": "The quote is yours. Revise it to offer it again.",
        "LINK_LEAK_SUSPECTED": "One customer does not have that many. If {customer} did not pass the link on, rotate "
        "or revoke it; orders stay as they are.",
    },
    advice={
        "ORDER_LINK_SENT": "The link is meant for you alone: whoever has it can order in your name.",
        "QUOTE_SENT": "You can accept or decline it on its own page, without an account.",
        "ORDER_RECEIVED": "There is nothing more for you to do. If anything is unclear, we will get in touch.",
    },
    outcomes={
        "assigned": "Moved",
        "unchanged": "Unchanged",
        "conflict": "In conflict",
        "forbidden": "Not allowed",
        "not_found": "Not found",
    },
    counted={
        "customers": {"one": "{n} customer", "other": "{n} customers"},
        "open_orders": {"one": "{n} open order", "other": "{n} open orders"},
        "orders": {"one": "{n} order", "other": "{n} orders"},
        "colleagues": {"one": "{n} colleague", "other": "{n} colleagues"},
        "mails": {"one": "{n} message", "other": "{n} messages"},
        "networks": {"one": "{n} network", "other": "{n} networks"},
    },
    otherwise="The rules decided so ({reason}).",
    somebody="somebody else",
    footer="Sent by {shop}. One mail per decision; what you do yourself is not mailed to you.",
    customers_footer="Sent by {shop}.",
)
