"""How the shop tells a browser from a program and its own pages from others'."""

import pytest
from starlette.requests import Request

from chassis.errors import Forbidden
from chassis.http.pages import cookie_for, from_here
from orders.api.shop_answers import wants_json
from orders.api.shop_choice import language_of_browser

HERE = "https://shop.example"


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "headers": raw})


@pytest.mark.req("N9")
def test_the_cookie_is_bound_to_its_host_wherever_that_can_be() -> None:
    assert cookie_for(HERE, "shop") == ("__Host-vinculo-shop", True)
    assert cookie_for("http://127.0.0.1:8080", "shop") == ("vinculo-shop", False)


@pytest.mark.req("N9")
@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "http://shop.example"},
        {"origin": "null"},
    ],
)
def test_what_another_sites_page_sends_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Forbidden):
        from_here(request(**headers), HERE)


@pytest.mark.parametrize("headers", [{}, {"sec_fetch_site": "same-origin"}, {"origin": HERE}])
def test_what_the_shops_own_page_or_a_program_sends_is_taken(headers: dict[str, str]) -> None:
    from_here(request(**headers), HERE)


@pytest.mark.parametrize(
    ("headers", "data"),
    [
        ({"accept": "application/json"}, True),
        ({"accept": "*/*", "content_type": "application/json; charset=utf-8"}, True),
        ({"accept": "text/html,*/*;q=0.8", "content_type": "application/x-www-form-urlencoded"}, False),
        ({"accept": "*/*"}, False),
    ],
)
def test_programs_get_data_and_browsers_pages(headers: dict[str, str], data: bool) -> None:
    assert wants_json(request(**headers)) is data


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({"accept_language": "bg-BG,bg;q=0.9,en;q=0.8"}, "bg"),
        ({"accept_language": "fr-FR, ro;q=0.5"}, "ro"),
        ({"accept_language": "fr"}, None),
        ({"accept_language": ";;,=,*"}, None),
        ({}, None),
        ({"accept_language": "bg", "cookie": "vinculo-shop-language=es"}, "es"),
    ],
)
def test_a_page_that_knows_no_customer_speaks_what_the_browser_asks_for(
    headers: dict[str, str], language: str | None
) -> None:
    assert language_of_browser(request(**headers)) == language
