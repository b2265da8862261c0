"""The page on which people choose their mails says everything in every language."""

from dataclasses import replace

import pytest

from chassis.access import Member
from notify.api.choice_page import ChoicePages
from notify.api.choice_texts import CHOICE_TEXTS
from notify.domain.preferences import NEVER_OFF, OF_SUPERVISORS, Kind, Preferences, Timing
from notify.usecases.open_choices import Choices

READER = Member("staff-1", 1, "Ana <b>", "ana@shop.test", (), True, "en")
PAGES = ChoicePages("Tienda", "#1f5f4a", "#ffffff")


def choices(language: str = "en", *kinds: Kind) -> Choices:
    chosen = Preferences("staff-1", 3, {Kind.TRANSFERS: Timing.OFF, Kind.ORDERS: Timing.DAILY}, 7)
    return Choices(replace(READER, language=language), chosen, kinds or tuple(Kind))


@pytest.mark.parametrize("language", CHOICE_TEXTS)
def test_every_language_says_everything(language: str) -> None:
    assert set(CHOICE_TEXTS[language]) == set(CHOICE_TEXTS["en"])
    page = PAGES.choices(choices(language), saved=True)
    for name in (*Kind, *Timing, "title", "needed", "hour", "save", "saved"):
        assert CHOICE_TEXTS[language][name] in page


def test_what_was_chosen_is_marked_and_what_others_wait_for_has_no_way_off() -> None:
    page = PAGES.choices(choices(), saved=False)

    assert 'name="transfers" value="off" checked' in page
    assert 'name="orders" value="daily" checked' in page
    assert 'name="customers" value="at_once" checked' in page
    for kind in Kind:
        assert (f'name="{kind}" value="off"' in page) is (kind not in NEVER_OFF)
    assert page.count(" checked") == len(Kind)
    assert '<option value="7" selected>07:00</option>' in page
    assert "Ana &lt;b&gt;" in page


def test_an_unknown_language_reads_english() -> None:
    assert '<html lang="en" dir="ltr">' in PAGES.choices(choices("fr"), saved=False)
    assert '<html lang="en" dir="ltr">' in PAGES.gone("fr-FR, fr;q=0.9")
    assert '<html lang="bg" dir="ltr">' in PAGES.gone("fr, bg-BG;q=0.9")


def test_supervisors_kinds_are_shown_only_if_they_can_come() -> None:
    page = PAGES.choices(choices("en", Kind.ORDERS), saved=False)

    assert all(f'name="{kind}"' not in page for kind in OF_SUPERVISORS)
