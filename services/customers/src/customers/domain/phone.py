"""Phone numbers: what people typed, and the one form in which two of them can be compared."""

import phonenumbers
from phonenumbers import CountryCodeSource, NumberParseException, PhoneNumber

_FEWEST_DIGITS = 5
_FROM_ABROAD = (CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN, CountryCodeSource.FROM_NUMBER_WITH_IDD)


def digits(text: str) -> str:
    """The decimal digits of a text, in ASCII."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


def read_phone(typed: str, region: str | None) -> str | None:
    """The E.164 form (`+34600123456`) of a number as typed in that region (ISO 3166). None for a national number
    that the region's plan does not know, which is kept as typed. ValueError if it is no phone number at all, or an
    international one that cannot exist."""
    if len(digits(typed)) < _FEWEST_DIGITS:
        raise ValueError(f"a phone number has at least {_FEWEST_DIGITS} digits")
    try:
        number = phonenumbers.parse(typed, region, keep_raw_input=True)
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE and "+" not in typed:
            return None
        raise ValueError("not a phone number; +34 600 123 456 is one") from None
    if phonenumbers.is_possible_number(number):
        return _international(number)
    if number.country_code_source in _FROM_ABROAD:
        raise ValueError(f"no number of +{number.country_code} has this length")
    return None


def _international(number: PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
