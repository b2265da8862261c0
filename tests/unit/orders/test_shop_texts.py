"""What the shop says."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import orders
from orders.api.document_texts import DOCUMENT_TEXTS
from orders.api.quote_texts import QUOTE_TEXTS
from orders.api.shop_texts import TEXTS


@pytest.mark.req("ML-27")
@pytest.mark.parametrize("spoken_texts", [TEXTS, QUOTE_TEXTS, DOCUMENT_TEXTS])
def test_every_language_says_everything_with_the_same_blanks(spoken_texts: Mapping[str, Mapping[str, str]]) -> None:
    english = spoken_texts["en"]
    assert set(spoken_texts) == {"en", "es", "ro", "bg"}
    for texts in spoken_texts.values():
        assert set(texts) == set(english)
        for key, text in texts.items():
            assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", english[key])


def test_templates_say_only_what_there_is() -> None:
    templates = Path(orders.__file__).parent / "templates"
    said = {key for path in templates.glob("*.html") for key in re.findall(r"texts\.(\w+)", path.read_text())}
    assert said <= {*TEXTS["en"], *QUOTE_TEXTS["en"]}
    assert set(QUOTE_TEXTS["en"]) <= said
