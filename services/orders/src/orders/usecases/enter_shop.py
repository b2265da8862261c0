"""A customer comes through his link, without account or login (ML-28). Nothing is changed by coming in, so that a
preview robot may do it too; whatever is wrong with the link looks the same from outside (N9)."""

from dataclasses import dataclass, replace

from chassis.access import Scope
from chassis.errors import Gone, Problem
from orders.domain.cart import Cart
from orders.domain.customer import Customer
from orders.domain.order_link import LinkState, OrderLink, Purpose, is_token_of, link_id_of, state_of
from orders.domain.pricing import Terms
from orders.ports import Uses
from orders.usecases.agree_terms import agree_terms


class LinkGone(Gone):
    """Unknown, expired, revoked, rotated, or of somebody who may not order: which of these is nobody's business."""

    type = "link-gone"
    title = "This link is no longer valid"


class PasscodeNeeded(Problem):
    """The link is good, but its passcode was not given yet."""

    status = 403
    type = "passcode-needed"
    title = "This link asks for its passcode"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is in the shop, by which link, on what terms, and the cart that he found there."""

    link: OrderLink
    customer: Customer
    terms: Terms
    cart: Cart


async def enter_shop(uses: Uses, cookie: str | None, language: str | None = None) -> Visit:
    """The visit that a cookie stands for, in the language that the visitor chose; LinkGone, or PasscodeNeeded."""
    link_id = link_id_of(cookie or "")
    entry = await uses.links.entered(link_id) if link_id else None
    if entry is None:
        raise LinkGone
    link = _active(uses, entry.link)
    customer = entry.customer
    if customer is not None and customer.merged_into is not None:
        customer = await uses.customers.find(customer.id, Scope.everything())
    if customer is None or not customer.may_order:
        raise LinkGone
    if not is_token_of(link, cookie or "", Purpose.UNLOCKED, uses.link_secret):
        if is_token_of(link, cookie or "", Purpose.VISIT, uses.link_secret):
            raise PasscodeNeeded
        raise LinkGone
    terms = await agree_terms(uses, customer)
    if language is not None and language != terms.languages[0]:
        terms = replace(terms, languages=(language, *terms.languages))
    return Visit(link, customer, terms, entry.cart or _new_cart(uses, link.id))


async def find_cart(uses: Uses, link_id: str) -> Cart:
    """The cart of a link, empty if it has none yet."""
    return await uses.carts.find(link_id) or _new_cart(uses, link_id)


def _new_cart(uses: Uses, link_id: str) -> Cart:
    return Cart(link_id, 0, {}, uses.clock.now())


async def locked_link(uses: Uses, cookie: str | None) -> OrderLink:
    """The link of a cookie, with or without its passcode; LinkGone if it is worth nothing or its customer may not
    order."""
    link = await active_link(uses, cookie or "")
    known = (Purpose.VISIT, Purpose.UNLOCKED)
    if not any(is_token_of(link, cookie or "", purpose, uses.link_secret) for purpose in known):
        raise LinkGone
    await refuse_who_may_not_order(uses, link)
    return link


async def refuse_who_may_not_order(uses: Uses, link: OrderLink) -> None:
    """LinkGone if whoever the link is of, by the card that stands for his, may not order."""
    customer = await uses.customers.find(link.customer_id, Scope.everything())
    if customer is None or not customer.may_order:
        raise LinkGone


async def active_link(uses: Uses, token: str) -> OrderLink:
    """The link that a token or a cookie names, which proves nothing yet; LinkGone unless it is active."""
    link_id = link_id_of(token)
    return _active(uses, await uses.links.find(link_id) if link_id else None)


def _active(uses: Uses, link: OrderLink | None) -> OrderLink:
    if link is None or state_of(link, uses.clock.now()) is not LinkState.ACTIVE:
        raise LinkGone
    return link
