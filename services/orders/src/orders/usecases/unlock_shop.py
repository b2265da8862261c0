"""A customer gives the passcode of his link. A guess is counted before it is looked at, so that a crowd of guesses at
once gets no more of them than one after another would."""

import asyncio
from contextlib import suppress

from chassis.commit import AlreadyExists, Unit
from chassis.errors import Problem, VersionConflict
from orders.domain.order_link import Purpose, is_passcode, token_of
from orders.domain.passcode_attempts import Attempts, forgiven, guess
from orders.ports import Uses
from orders.usecases.enter_shop import PasscodeNeeded, locked_link

_TRIES = 5


class WrongPasscode(PasscodeNeeded):
    """Not this one."""

    type = "wrong-passcode"
    title = "This is not the passcode"


class TooManyGuesses(Problem):
    """A pause is due."""

    status = 429
    type = "too-many-guesses"
    title = "Too many wrong passcodes, try again later"


async def unlock_shop(uses: Uses, cookie: str | None, passcode: str) -> str:
    """The cookie of an unlocked visit; WrongPasscode, TooManyGuesses, LinkGone."""
    link = await locked_link(uses, cookie)
    if link.passcode is not None:
        attempts = await _counted(uses, link.id)
        if not await asyncio.to_thread(is_passcode, link.passcode, passcode):
            raise WrongPasscode
        with suppress(VersionConflict):
            # Somebody guesses at this moment: he is not forgiven, and who knows the passcode is let in.
            await uses.commits.commit(Unit([uses.carts.keeping_attempts(forgiven(attempts))]))
    return token_of(link, Purpose.UNLOCKED, uses.link_secret)


async def _counted(uses: Uses, link_id: str) -> Attempts:
    for _ in range(_TRIES):
        now = uses.clock.now()
        known = await uses.carts.attempts(link_id)
        attempts = guess(known or Attempts(link_id, 0, 0, now), now)
        if attempts is None:
            break
        try:
            await uses.commits.commit(Unit([uses.carts.keeping_attempts(attempts)]))
        except (AlreadyExists, VersionConflict):
            continue
        return attempts
    raise TooManyGuesses
