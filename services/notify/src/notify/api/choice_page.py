"""The page on which a member of staff chooses his mails: plain HTML that works without JavaScript, in one piece."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from chassis.errors import Problem, VersionConflict
from chassis.http.pages import SAFE
from notify.api.choice_texts import CHOICE_TEXTS
from notify.domain.preferences import NEVER_OFF, Timing
from notify.usecases.open_choices import Choices

_TEMPLATES = Path(__file__).parent.parent / "templates"
_OTHERWISE = "en"


class ChoicePages:
    """In the shop's colour, `#rrggbb`, with what can be read on it. `headers` let a page have its own style sheet and
    nothing else."""

    def __init__(self, shop: str, colour: str, on_colour: str) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        style = f":root{{--brand:{colour};--on-brand:{on_colour}}}\n{(_TEMPLATES / 'choices.css').read_text()}"
        digest = b64encode(sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'"
        self.headers: Mapping[str, str] = {
            **SAFE,
            "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
        }
        self._templates.globals |= {"shop": shop, "style": style}

    def choices(self, choices: Choices, *, saved: bool, problem: Problem | None = None) -> str:
        """What somebody has chosen, in his language; and what became of what he just chose."""
        language = choices.reader.language if choices.reader.language in CHOICE_TEXTS else _OTHERWISE
        texts = CHOICE_TEXTS[language]
        refusal = None
        if problem is not None:
            refusal = texts["changed" if isinstance(problem, VersionConflict) else "refused"]
        chosen = choices.preferences
        return self._rendered(
            "choices.html",
            language,
            name=choices.reader.name,
            version=chosen.version,
            digest_hour=chosen.digest_hour,
            kinds=[
                (
                    kind.value,
                    chosen.timings.get(kind, Timing.AT_ONCE),
                    [each for each in Timing if each is not Timing.OFF or kind not in NEVER_OFF],
                )
                for kind in choices.kinds
            ],
            saved=saved,
            refusal=refusal,
        )

    def gone(self, accepted: str) -> str:
        """One page for whatever is wrong with a link, in a language that the browser accepts."""
        wanted = (each.partition(";")[0].strip()[:2].lower() for each in accepted[:100].split(","))
        language = next((each for each in wanted if each in CHOICE_TEXTS), _OTHERWISE)
        return self._rendered("choices_gone.html", language)

    def _rendered(self, template: str, language: str, **values: Any) -> str:
        direction = Locale.parse(language).text_direction
        told = {"language": language, "direction": direction, "texts": CHOICE_TEXTS[language]}
        return self._templates.get_template(template).render(told, **values)
