"""What becomes of an uploaded picture, and in which order pictures are shown."""

import asyncio
import threading
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.support.drawing import (
    BROKEN_PROFILES,
    DISPLAY_P3,
    HOSTILE,
    RED_FOR_GREEN,
    SECRET,
    drawn,
    lying_on_its_side,
    moving,
    press_profile,
    saved,
)

from orders.domain.picture import SIZES, Picture, PictureRefused, Rendered, arranged, sent_before, without
from orders.gateways import rendering
from orders.gateways.rendering import PillowRenderer, rendered


def opened(made: Rendered, size: int = 1200) -> Image.Image:
    return Image.open(BytesIO(made.by_size[size]), formats=["WEBP"])


def colour(image: Image.Image, x: int = 0, y: int = 0) -> tuple[int, ...]:
    found = image.convert("RGBA").getpixel((x, y))
    assert isinstance(found, tuple)
    return tuple(int(part) for part in found)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_each_size_is_a_webp_of_the_same_shape(kind: str) -> None:
    made = rendered(drawn(kind, (2000, 1000)))
    assert (made.width, made.height) == (1200, 600)
    assert {size: opened(made, size).size for size in SIZES} == {160: (160, 80), 480: (480, 240), 1200: (1200, 600)}


def test_a_small_picture_is_not_blown_up() -> None:
    made = rendered(drawn(size=(300, 1)))
    assert [opened(made, size).size for size in SIZES] == [(160, 1), (300, 1), (300, 1)]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    assert opened(rendered(drawn(mode=mode, colour=1 if mode == "1" else 90))).size == (64, 48)


def test_shades_of_sixteen_bits_are_scaled() -> None:
    assert colour(opened(rendered(drawn(mode="I;16", colour=0x8000))))[0] == pytest.approx(128, abs=3)


def test_colours_for_the_printer_are_shown_as_on_a_screen() -> None:
    cyan = saved(Image.new("CMYK", (40, 40), (255, 0, 0, 0)), "JPEG", quality=95)
    red, green, blue, _ = colour(opened(rendered(cyan)))
    assert red < 60 < 180 < min(green, blue)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_colours_of_a_wide_gamut_are_shown_as_they_were_meant(kind: str) -> None:
    how: dict[str, Any] = {} if kind == "PNG" else {"quality": 95}
    swapped = drawn(kind, colour=(200, 30, 60), icc_profile=RED_FOR_GREEN, **how)
    assert colour(opened(rendered(swapped)))[:3] == pytest.approx((30, 200, 60), abs=6)
    # What sRGB calls this muted brick, by the matrices of both.
    wide = drawn(kind, colour=(180, 90, 60), icc_profile=DISPLAY_P3, **how)
    assert colour(opened(rendered(wide)))[:3] == pytest.approx((193, 83, 51), abs=6)


def test_colours_of_a_printing_press_are_shown_as_it_prints_them() -> None:
    ink = saved(Image.new("CMYK", (40, 40), (255, 0, 0, 0)), "JPEG", quality=95, icc_profile=press_profile())
    assert colour(opened(rendered(ink)))[:3] == pytest.approx((255, 0, 0), abs=12)
    paper = saved(Image.new("CMYK", (40, 40)), "JPEG", quality=95, icc_profile=press_profile())
    assert colour(opened(rendered(paper)))[:3] == pytest.approx((255, 255, 255), abs=3)


def test_a_colour_profile_leaves_what_is_transparent_and_does_not_travel_on() -> None:
    half = Image.new("RGBA", (40, 40), (200, 30, 60, 100))
    made = rendered(saved(half, "PNG", icc_profile=RED_FOR_GREEN))
    assert colour(opened(made)) == pytest.approx((30, 200, 60, 100), abs=6)
    assert all(opened(made, size).info.get("icc_profile") is None for size in SIZES)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
@pytest.mark.parametrize("profile", BROKEN_PROFILES)
def test_a_profile_that_is_broken_or_of_another_kind_is_passed_over(mode: str, profile: str) -> None:
    fill = {"1": 1, "I;16": 0x7800, "RGB": (120, 120, 120), "RGBA": (120, 120, 120, 255), "LA": (120, 255)}
    plain = drawn(mode=mode, colour=fill.get(mode, 120))
    marked = drawn(mode=mode, colour=fill.get(mode, 120), icc_profile=BROKEN_PROFILES[profile])
    assert colour(opened(rendered(marked))) == colour(opened(rendered(plain)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_profile_as_large_as_those_of_presses_is_looked_at(kind: str) -> None:
    large = drawn(kind, colour=(200, 30, 60), icc_profile=RED_FOR_GREEN + b"\0" * (3 * 1024 * 1024))
    assert colour(opened(rendered(large)))[:3] == pytest.approx((30, 200, 60), abs=10)


def test_a_profile_larger_than_any_is_is_not_looked_at() -> None:
    endless = RED_FOR_GREEN + b"\0" * (5 * 1024 * 1024)
    assert colour(opened(rendered(drawn("JPEG", colour=(200, 30, 60), icc_profile=endless))))[0] > 150


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["CMYK", "RGB"]), st.data())
def test_damage_in_a_profile_never_loses_the_picture(mode: str, data: st.DataObject) -> None:
    profile = bytearray(press_profile() if mode == "CMYK" else DISPLAY_P3)
    for _ in range(data.draw(st.integers(1, 6))):
        profile[data.draw(st.integers(0, len(profile) - 1))] = data.draw(st.integers(0, 255))
    assert opened(rendered(drawn("JPEG", mode=mode, colour=0, icc_profile=bytes(profile)))).size == (64, 48)


def test_what_is_transparent_stays_so() -> None:
    assert colour(opened(rendered(drawn(mode="RGBA", colour=0))))[3] == 0
    palette = Image.new("P", (20, 20))
    assert colour(opened(rendered(saved(palette, "PNG", transparency=0))))[3] == 0


def test_a_picture_is_put_upright_and_loses_what_else_it_tells() -> None:
    upload = lying_on_its_side()
    assert SECRET in upload
    made = rendered(upload)
    image = opened(made)
    assert (made.width, made.height) == image.size == (20, 40)
    assert colour(image, 10, 2)[0] > 200
    assert colour(image, 10, 37)[0] < 50
    assert not dict(image.getexif())
    assert all(SECRET not in content for content in made.by_size.values())


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_one_is_shown(kind: str) -> None:
    image = opened(rendered(moving(kind)))
    assert getattr(image, "n_frames", 1) == 1
    assert colour(image)[0] > 200


def test_what_hangs_on_a_picture_is_cut_off() -> None:
    polyglot = drawn("JPEG") + b"PK\x03\x04<script>alert(1)</script>"
    assert all(b"script" not in content for content in rendered(polyglot).by_size.values())


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_picture_or_a_broken_one_is_refused(what: str) -> None:
    with pytest.raises(PictureRefused):
        rendered(HOSTILE[what])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.data())
def test_damage_anywhere_is_refused_or_shown_but_never_a_crash(kind: str, data: st.DataObject) -> None:
    whole = bytearray(drawn(kind, (40, 30)))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(PictureRefused):
        rendered(bytes(whole))


async def test_pictures_are_worked_on_beside_the_loop_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, most, threads = 0, 0, set()
    loop_went_on = threading.Event()

    def watched(upload: bytes) -> Rendered:
        nonlocal at_work, most
        threads.add(threading.current_thread())
        at_work += 1
        most = max(most, at_work)
        assert loop_went_on.wait(20), "the loop stood still"
        at_work -= 1
        return Rendered(1, 1, {})

    monkeypatch.setattr(rendering, "rendered", watched)
    renderer = PillowRenderer()
    working = asyncio.gather(renderer.render(b"one"), renderer.render(b"two"))
    await asyncio.sleep(0)
    loop_went_on.set()
    await working
    assert most == 1
    assert threading.current_thread() not in threads


PICTURES = tuple(Picture(f"id-{name}", f"digest-{name}", 1, 1) for name in "abc")


def test_pictures_are_arranged_only_if_each_is_named_once() -> None:
    a, b, c = PICTURES
    assert arranged(PICTURES, ["id-c", "id-a", "id-b"]) == (c, a, b)
    for wrong in (["id-a", "id-b"], ["id-a", "id-b", "id-b"], ["id-a", "id-b", "id-c", "id-d"], []):
        assert arranged(PICTURES, wrong) is None
    assert arranged((), []) == ()


def test_the_same_file_is_known_again_and_a_removed_one_is_not() -> None:
    assert sent_before(PICTURES, "digest-b") == PICTURES[1]
    assert sent_before(without(PICTURES, "id-b"), "digest-b") is None
