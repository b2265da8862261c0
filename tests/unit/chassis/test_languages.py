"""Who is spoken to in which language."""

from chassis.languages import spoken

TEXTS = {"en", "es", "ro", "bg"}


def test_a_language_without_texts_falls_back_to_the_next_and_to_english_at_last() -> None:
    assert [spoken(TEXTS, *wanted) for wanted in (("bg", "ro"), ("fr", "ro"), ("fr",), ())] == ["bg", "ro", "en", "en"]


def test_a_language_is_understood_wherever_it_is_spoken_and_however_it_is_written() -> None:
    assert [spoken(TEXTS, *wanted) for wanted in (("es-MX", "ro"), ("fr-CA", "ro-MD"), ("BG",))] == ["es", "ro", "bg"]
