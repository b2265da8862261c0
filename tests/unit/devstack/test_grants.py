"""A code is good once, for a minute, for who asked."""

import pytest

from devstack.identity.grants import AuthorizationRequest, Codes, GrantRefused, challenge_of

VERIFIER = "v" * 43
HOME = "http://127.0.0.1:8080/signed-in"
ASKED = AuthorizationRequest("console", HOME, challenge_of(VERIFIER))


def test_the_challenge_is_that_of_rfc_7636() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_code_tells_who_signed_in_once() -> None:
    codes = Codes()
    code = codes.issue("ana@vinculo.test", ASKED, now=0)

    assert codes.redeem(code, "console", HOME, VERIFIER, now=59).email == "ana@vinculo.test"
    with pytest.raises(GrantRefused, match="used"):
        codes.redeem(code, "console", HOME, VERIFIER, now=59)


@pytest.mark.parametrize(
    ("client", "address", "verifier", "now"),
    [
        ("other", HOME, VERIFIER, 1),
        ("console", HOME + "/else", VERIFIER, 1),
        ("console", HOME, "w" * 43, 1),
        ("console", HOME, VERIFIER, 60),
    ],
)
def test_a_code_is_refused_to_others_and_when_it_is_late(client: str, address: str, verifier: str, now: float) -> None:
    codes = Codes()
    code = codes.issue("ana@vinculo.test", ASKED, now=0)
    with pytest.raises(GrantRefused):
        codes.redeem(code, client, address, verifier, now)


@pytest.mark.parametrize(
    "address", ["https://example.com/", "javascript:alert(1)", "//127.0.0.1", "http://127.0.0.1@example.com/"]
)
def test_nobody_is_sent_to_another_machine(address: str) -> None:
    with pytest.raises(GrantRefused):
        AuthorizationRequest("console", address, challenge_of(VERIFIER))
