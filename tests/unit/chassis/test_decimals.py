"""Amounts come back from the store digit for digit."""

from decimal import Decimal

import bson
from hypothesis import given
from hypothesis import strategies as st

from chassis.mongo.database import CODEC

stored = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**14), max_value=10**14)


@given(st.lists(stored | st.sampled_from([Decimal("1.0"), Decimal("1.00"), Decimal(1), Decimal("-0.0")]), max_size=9))
def test_equal_amounts_keep_their_own_digits(amounts: list[Decimal]) -> None:
    document = bson.encode({"amounts": amounts}, codec_options=CODEC)
    assert list(map(str, bson.decode(document, CODEC)["amounts"])) == list(map(str, amounts))
