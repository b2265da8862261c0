"""What becomes of a letter with a link."""

from datetime import UTC, datetime

import pytest

from orders.domain.sending import Sending, SendingState, settled

NOW = datetime(2026, 11, 1, tzinfo=UTC)
SENDING = Sending(
    id="s",
    version=1,
    link_id="l",
    customer_id="c",
    to="ana@example.test",
    by="m",
    state=SendingState.QUEUED,
    created_at=NOW,
    updated_at=NOW,
)


@pytest.mark.req("N9")
def test_the_latest_news_of_the_mail_counts_in_whatever_order_it_comes() -> None:
    failed = settled(SENDING, SendingState.FAILED, "no such mailbox", 2, NOW)
    assert failed is not None
    assert (failed.version, failed.state, failed.reason) == (2, SendingState.FAILED, "no such mailbox")
    sent_again = settled(failed, SendingState.SENT, None, 4, NOW)
    assert sent_again is not None
    assert (sent_again.state, sent_again.reason) == (SendingState.SENT, None)
    assert settled(sent_again, SendingState.FAILED, "no such mailbox", 2, NOW) is None
    assert settled(sent_again, SendingState.SENT, None, 4, NOW) is None
