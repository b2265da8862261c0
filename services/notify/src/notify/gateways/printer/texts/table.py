"""What a language has to say."""

from collections.abc import Mapping
from dataclasses import dataclass

from notify.domain.templates import Template


@dataclass(frozen=True, slots=True)
class Labels:
    """Names of things."""

    customer: str
    contact_person: str
    email: str
    phone: str
    address: str
    vat_number: str
    channel: str
    received: str
    product: str
    quantity: str
    unit_price: str
    discount: str
    total: str
    why: str
    manager: str
    open_order: str
    open_customer: str
    decision: str
    customers: str
    open_orders: str
    see_stale: str
    see_orders: str
    see_customers: str
    open_transfer: str
    came_from: str
    went_to: str
    choose: str
    please_note: str
    valid_until: str
    passcode: str
    comes_apart: str
    your_contact: str
    open_shop: str
    answer_quote: str
    said: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The subject, headline and first sentence of a mail. Names that may stand in it: what, number, customer,
    manager, total, shop; in a notice: manager, and the counted customers, orders and mails; about a link: the counted
    networks, since."""

    subject: str
    headline: str
    lead: str


@dataclass(frozen=True, slots=True)
class Texts:
    """One language. `yours`: why it is the reader's; `theirs`: why somebody else has it; `nobody`: why nobody has;
    `notices`: why somebody is told of what is no decision, or of several things at once; `advice`: what a customer
    does with what he gets. Each by reason code; `customer` and `manager` may stand in it. `outcomes`: of customers in a
    transfer. `counted`: how a number of things is said, by the language's plural forms (CLDR)."""

    kinds: Mapping[str, str]
    channels: Mapping[str, str]
    labels: Labels
    wordings: Mapping[Template, Wording]
    yours: Mapping[str, str]
    theirs: Mapping[str, str]
    nobody: Mapping[str, str]
    notices: Mapping[str, str]
    advice: Mapping[str, str]
    outcomes: Mapping[str, str]
    counted: Mapping[str, Mapping[str, str]]
    otherwise: str
    somebody: str
    footer: str
    customers_footer: str
