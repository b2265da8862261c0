"""What becomes of a letter with a link."""

from datetime import UTC, datetime, timedelta

import pytest

from orders.domain.sending import SendingState, queued, settled

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
SENDING = queued("s", link_id="l", customer_id="c", to="ana@example.test", by="m", at=NOW)


@pytest.mark.req("N9")
def test_the_latest_news_of_the_mail_counts_in_whatever_order_it_comes() -> None:
    assert (SENDING.version, SENDING.state, SENDING.mail_version) == (1, SendingState.QUEUED, 0)
    failed = settled(SENDING, SendingState.FAILED, "no such mailbox", 2, LATER)
    assert failed is not None
    assert (failed.version, failed.state, failed.reason) == (2, SendingState.FAILED, "no such mailbox")
    assert (failed.created_at, failed.updated_at) == (NOW, LATER)
    sent_again = settled(failed, SendingState.SENT, None, 4, NOW)
    assert sent_again is not None
    assert (sent_again.state, sent_again.reason) == (SendingState.SENT, None)
    assert settled(sent_again, SendingState.FAILED, "no such mailbox", 2, NOW) is None
    assert settled(sent_again, SendingState.SENT, None, 4, NOW) is None
