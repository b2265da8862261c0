import pytest

from chassis.access import Seal, SealBroken


@pytest.mark.req("N9")
def test_a_sealed_text_opens_with_its_key_alone_and_shows_nothing_of_itself() -> None:
    sealed = Seal("a key for tests alone").sealed("https://shop.example/o/token")

    assert "token" not in sealed
    assert Seal("a key for tests alone").opened(sealed) == "https://shop.example/o/token"
    with pytest.raises(SealBroken):
        Seal("another key for tests").opened(sealed)


def test_a_text_sealed_twice_looks_different_each_time() -> None:
    seal = Seal("a key for tests alone")
    assert seal.sealed("the same") != seal.sealed("the same")


@pytest.mark.parametrize("tampered", ["", "no seal", "a.b.c.d.e"])
def test_what_is_no_sealed_text_is_refused(tampered: str) -> None:
    with pytest.raises(SealBroken):
        Seal("a key for tests alone").opened(tampered)


def test_a_changed_sealed_text_is_refused() -> None:
    seal = Seal("a key for tests alone")
    head, *rest, tag = seal.sealed("the same").split(".")
    changed = ".".join([head, *rest, ("A" if tag[0] != "A" else "B") + tag[1:]])
    with pytest.raises(SealBroken):
        seal.opened(changed)
