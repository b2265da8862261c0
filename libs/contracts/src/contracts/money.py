"""Money: decimals in a currency, never floats, always quantised to the currency's minor unit."""

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Annotated, Any, Self

from babel.core import get_global
from babel.numbers import get_currency_precision
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, field_serializer, model_validator

from contracts.base import Contract


@lru_cache(maxsize=512)
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency, e.g. 0.01 for EUR, 1 for JPY."""
    return Decimal(1).scaleb(-get_currency_precision(currency))


_DIGITS = 24
"""The dearest price times the largest quantity fits, on many lines: what is too dear is refused as that."""
_EXACT = Context(prec=_DIGITS, rounding=ROUND_HALF_UP)


def _rounded(amount: Decimal, currency: str) -> Decimal:
    try:
        exact = amount.quantize(minor_unit(currency), context=_EXACT)
    except InvalidOperation:
        raise ValueError(f"an amount of {currency} has at most {_DIGITS} digits") from None
    return exact or abs(exact)


def _no_float(amount: Any) -> Any:
    if isinstance(amount, float):
        raise ValueError('an amount is text, such as "12.50"')
    return amount


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(get_global("all_currencies"))


def _known(currency: str) -> str:
    if currency not in _currencies():
        raise ValueError("not an ISO 4217 currency code")
    return currency


Currency = Annotated[
    str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code", examples=["EUR"]), AfterValidator(_known)
]
"""An ISO 4217 code."""

Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4, examples=["10"])]
"""A discount between 0 and 100."""


class Money(Contract):
    """An amount in a currency. JSON: `{"amount": "12.50", "currency": "EUR"}`."""

    amount: Annotated[
        Decimal,
        BeforeValidator(_no_float),
        WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,18}(\.\d{1,4})?$", "examples": ["12.50"]}),
    ]
    currency: Currency

    @model_validator(mode="after")
    def _quantised(self) -> Self:
        exact = _rounded(self.amount, self.currency)
        if exact != self.amount:
            raise ValueError(f"{self.currency} has no smaller unit than {minor_unit(self.currency)}")
        object.__setattr__(self, "amount", exact)
        return self

    @field_serializer("amount")
    def _as_text(self, amount: Decimal) -> str:
        return f"{amount:f}"

    @staticmethod
    @lru_cache(maxsize=4096)
    def of(amount: Decimal, currency: str) -> "Money":
        """The amount rounded half up to the currency's minor unit; ValueError if it is too long to be kept.

        Prices repeat, and a value that cannot change can be shared.
        """
        return Money.model_construct(amount=_rounded(amount, currency), currency=currency)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Nothing, in that currency."""
        return cls.of(Decimal(0), currency)

    def discounted(self, percent: Decimal) -> "Money":
        """The personal price: base x (100 - d) / 100, rounded half up per unit (ML-27)."""
        return Money.of(self.amount * (100 - percent) / 100, self.currency)

    def times(self, quantity: int) -> "Money":
        """The amount for that many units."""
        return Money.of(self.amount * quantity, self.currency)

    def plus(self, other: "Money") -> "Money":
        """The sum of two amounts of one currency; ValueError for two."""
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money.of(self.amount + other.amount, self.currency)

    def to_doc(self) -> dict[str, Any]:
        """As it is stored."""
        return {"amount": self.amount, "currency": self.currency}
