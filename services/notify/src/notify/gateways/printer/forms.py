"""The forms that letters are printed on, one set a language: what a language always says is in them already.

The files in `templates/` are filled in twice: `[[ ]]` and `[% %]` once for each language, which leaves a template
whose `{{ }}` and `{% %}` are filled in for each mail. Their lines end as those of a mail.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import DictLoader, Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from notify.gateways.printer.direction import is_from_right
from notify.gateways.printer.texts import TEXTS

_FILES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    auto_reload=False,
    block_start_string="[%",
    block_end_string="%]",
    variable_start_string="[[",
    variable_end_string="]]",
    comment_start_string="[#",
    comment_end_string="#]",
)


@dataclass(frozen=True, slots=True)
class Form:
    """Text and HTML of one kind of letter."""

    text: Template
    page: Template


@lru_cache(maxsize=64)
def form(kind: str, language: str) -> Form:
    """The form of that kind, `frame` or `order`, in a language that there is a table for."""
    return Form(_filled(f"{kind}.txt", language), _filled(f"{kind}.html", language))


def _filled(file: str, language: str) -> Template:
    source = _FILES.get_template(file).render(
        language=language, labels=TEXTS[language].labels, **_sides(from_right=is_from_right(language))
    )
    environment = Environment(
        loader=DictLoader({file: source}),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        newline_sequence="\r\n",
    )
    # Jinja copies them for every letter, and no form asks for `range` and its like.
    environment.globals.clear()
    return environment.get_template(file)


def _sides(*, from_right: bool) -> dict[str, str]:
    """Mail programs know left and right alone. `mark` before a line of the text that may begin with a foreign name."""
    if from_right:
        return {"direction": "rtl", "start": "right", "end": "left", "mark": "\N{RIGHT-TO-LEFT MARK}"}
    return {"direction": "ltr", "start": "left", "end": "right", "mark": ""}
