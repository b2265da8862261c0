"""The book as a page."""

from collections.abc import Iterator

from assignment.domain.rulebook.chapters import CHAPTERS
from assignment.domain.rulebook.examples import CardExample, OrderExample
from assignment.domain.rulebook.rules import Rule

_OPENING = """\
# Whose order is it?

The rules by which Vinculo ties customers to the people who sell to them, for those who answer for sales. Every example
is worked out by the very rules that run, so this page cannot promise what the system does not do.
Made by `python -m assignment.domain.rulebook > docs/rules.md`.

## In one breath

A customer belongs to one manager. His orders go to that manager, however they come. Only if he has none, or his manager
left, does somebody else come in: whoever works on the order, or whom the distribution settings choose; and that person
then keeps the customer. What a person decides always stands over what the system would choose. Nothing happens before
*Save*, and every decision can be explained later, in your language.

```mermaid
flowchart TD
    order([An order, quote or purchase]) --> over{Shipped, delivered<br/>or cancelled?}
    over -- yes --> stays[Nothing changes<br/>O0]
    over -- no --> named{Did somebody<br/>choose a manager?}
    named -- yes --> chosen[He gets the order<br/>O2 O3 O4]
    named -- no --> has{Has the order<br/>a manager already?}
    has -- yes --> keeps[He keeps it<br/>O5 O6]
    has -- no --> known{Has the customer<br/>an active manager?}
    known -- yes --> there{Is he available?<br/>asked only if the settings say so}
    there -- yes --> own[His manager gets it<br/>O7]
    there -- no --> cover[His cover gets it, or what<br/>the settings say<br/>O8 O9]
    known -- no --> acting{Is a manager<br/>working on it?}
    acting -- yes --> actor[He gets order and customer<br/>O10 O11 O12]
    acting -- no --> asked{Do the distribution settings<br/>find somebody?}
    asked -- yes --> picked[He gets order and customer<br/>O13 O14]
    asked -- no --> queue[It waits in the queue,<br/>supervisors are told<br/>O15]
```

## Words

| word | means |
|---|---|
| active | the account is enabled; the role does not matter |
| available | active, within working hours and not absent; asked only if the settings say so |
| stale | on the card, but no longer active |
| manager | a member of staff who owns customers |
| acting manager | an active member with the manager role who enters or saves the order himself |
| distribution settings | who is chosen if nothing else decides: in turn, by fewest open orders or by agreed shares |

One person has at most one mail about a decision, nobody has one about what he did himself, and nobody who is inactive
has any. In the examples Marta Ruiz, Ion Pop and Elena Ivanova are managers, Ana Silva works in the warehouse, Olga Stan
is a supervisor, and Casa Sol is a customer.
"""


def markdown() -> str:
    """The whole page."""
    return _OPENING + "".join(_lines())


def _lines() -> Iterator[str]:
    for chapter in CHAPTERS:
        yield f"\n## {chapter.title}\n\n{chapter.opening}\n\n| row | | mail to | reasons |\n|---|---|---|---|\n"
        for rule in chapter.rules:
            yield f"| [{rule.row}](#{_anchor(rule)}) | {rule.title} | {rule.mail} | {_reasons(rule)} |\n"
        for rule in chapter.rules:
            yield f"\n### {_heading(rule)}\n\n*When* {rule.when} *Then* {rule.then} *Mail to* {rule.mail}.\n"
            for example in rule.examples:
                yield _example(rule, example)


def _heading(rule: Rule) -> str:
    return f"{rule.row} · {rule.title}"


def _anchor(rule: Rule) -> str:
    """As GitHub makes it of the heading."""
    kept = "".join(each for each in _heading(rule).lower() if each.isalnum() or each in " -")
    return kept.replace(" ", "-")


def _reasons(rule: Rule) -> str:
    decided = (example.decision() for example in rule.examples)
    return ", ".join(dict.fromkeys(f"`{each.reason}`" for each in decided if each.row == rule.row)) or "–"


def _example(rule: Rule, example: OrderExample | CardExample) -> str:
    row = example.decision().row
    by = "" if row == rule.row else f" (row {row})"
    return f"\n**Example.** {example.story}\n\n{example.outcome()}{by}\n"
