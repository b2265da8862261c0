"""The one ownership filter."""

import pytest
from tests.fakes.queries import matches

from chassis.access import Reach, Scope
from chassis.errors import Forbidden
from orders.store.ownership import is_owned, owned

DOCS = [
    {"manager_id": manager, "created_by": creator} for manager in (None, "me", "you") for creator in (None, "me", "you")
]


@pytest.mark.req("NX-16", "N15")
@pytest.mark.parametrize("scope", [Scope(Reach.ALL, "me"), Scope(Reach.OWN, "me")])
def test_the_query_and_the_question_say_the_same(scope: Scope) -> None:
    assert [is_owned(doc, scope) for doc in DOCS] == [matches(doc, owned(scope)) for doc in DOCS]


@pytest.mark.req("NX-16", "N15")
def test_own_is_what_i_manage_and_what_i_made_while_nobody_manages_it() -> None:
    mine = [doc for doc in DOCS if is_owned(doc, Scope(Reach.OWN, "me"))]
    assert mine == [
        {"manager_id": None, "created_by": "me"},
        *({"manager_id": "me", "created_by": creator} for creator in (None, "me", "you")),
    ]


@pytest.mark.req("N15")
def test_without_reach_nothing_is_even_looked_for() -> None:
    nothing = Scope(Reach.NONE, "me")
    with pytest.raises(Forbidden):
        owned(nothing)
    with pytest.raises(Forbidden):
        is_owned(DOCS[0], nothing)
