"""Phone numbers in E.164, as ClickHouse expressions made from the metadata of the phonenumbers library.

The library reads one number at a time in Python. Its country, with its rules for country codes and
national prefixes written in SQL, read a column of millions where it lies; a fuzz test holds the two equal.
"""

from dataclasses import dataclass
from functools import cache

from segflux_cli.errors import UsageError
from segflux_cli.identifiers.spelling import named
from segflux_cli.literals import spell_text

# What may stand in a number: digits, a leading plus, and the punctuation that people write.
_WRITTEN = r"^\+?[0-9()](?:[0-9 ()./~\x{A0}\x{AD}\x{2010}-\x{2015}\x{2212}\x{3000}-]*[0-9)])?$"
_EXTENSION = r"(?i)[ \x{A0},;]*(?:;?ext[.=:]?|extension|x|#)[ \x{A0}.:]*[0-9]{1,7}#?$"
_LONGEST = 17  # digits of a national number that the library reads
_SHORTEST = 2
_EVERYWHERE = "001"  # the library's region of codes such as +800, which belong to no country


@dataclass(frozen=True)
class _Country:
    """What the library knows of a country's numbers; prefixes are patterns, '' where there is none."""

    code: str
    pattern: str
    lengths: tuple[int, ...]
    international_prefix: str
    national_prefix: str
    rewriting: str  # of a national prefix that is not only dropped


def e164(value: str, region: str | None = None) -> str:
    """A ClickHouse expression: the number in `value` as E.164 with its plus, or '' where it is none.

    Without a `region` (`DE`, as in ISO 3166) only numbers that begin with a plus can be read. A number is
    read if its length is possible in its country; extensions are left out.
    """
    written = f"replaceRegexpOne(trimBoth({value}), {spell_text(_EXTENSION)}, '')"
    digits = "replaceRegexpAll(written, '[^0-9]', '')"
    number = _number(region)
    read = f"if(match(written, {spell_text(_WRITTEN)}), {named('digits', digits, number)}, '')"
    return named("written", written, read)


def _number(region: str | None) -> str:
    if region is None:
        return f"if(startsWith(written, '+'), {_international('digits')}, '')"
    country = _country(region)
    prefix = spell_text(f"^(?:{country.international_prefix})([1-9])")
    dialed = (
        "multiIf(startsWith(written, '+'), digits, "
        f"match(digits, {prefix}), replaceRegexpOne(digits, {prefix}, '\\\\1'), '')"
    )
    abroad = f"if(dialed != '', {_international('dialed')}, {_domestic('digits', country)})"
    return named("dialed", dialed, abroad)


def _domestic(digits: str, country: _Country) -> str:
    """A number without a country code; or with one and no plus, where only that makes it a number."""
    code = country.code
    better = (
        f"not {_is_number(digits, country)} and {_is_number('rest', country)} "
        f"or length({digits}) > {max(country.lengths)}"
    )
    rest = _stripped(f"substring({digits}, {len(code) + 1})", country, keeps_length=False)
    carries_code = f"startsWith({digits}, '{code}') and {named('rest', rest, better)}"
    # the library takes a national prefix off again once it has taken the country code off
    national = f"if({carries_code}, {_stripped(rest, country)}, {_stripped(digits, country)})"
    return named("national", national, _joined(f"'{code}'"))


def _international(digits: str) -> str:
    arms = [
        f"code = '{country.code}', {_stripped('rest', country)}"
        for country in _countries()
        if country.national_prefix
    ]
    national = f"multiIf({', '.join(arms)}, rest)"
    rest = f"substring({digits}, length(code) + 1)"
    return named("code", _code(digits), named("rest", rest, named("national", national, _joined("code"))))


def _code(digits: str) -> str:
    """Codes have one to three digits, and none begins another."""
    codes = [country.code for country in _countries()]
    listed = {length: ", ".join(f"'{code}'" for code in codes if len(code) == length) for length in (1, 2)}
    return (
        f"substring({digits}, 1, multiIf(substring({digits}, 1, 1) in ({listed[1]}), 1, "
        f"substring({digits}, 1, 2) in ({listed[2]}), 2, 3))"
    )


def _joined(code: str) -> str:
    """The number, if a country has numbers of this length."""
    known = ", ".join(f"'{country.code} {length}'" for country in _countries() for length in country.lengths)
    return (
        f"if(concat({code}, ' ', toString(length(national))) in ({known}), concat('+', {code}, national), '')"
    )


def _stripped(digits: str, country: _Country, *, keeps_length: bool = True) -> str:
    """The digits without a national prefix, which stays where only it makes them a number, or long enough."""
    prefix = country.national_prefix
    if not prefix:
        return digits
    pattern = f"^(?:{prefix})"
    dropped = f"replaceRegexpOne(full, {spell_text(pattern)}, '')"
    if rule := country.rewriting:
        dropped = _transformed(pattern, rule, otherwise=dropped)
    lengths = country.lengths
    possible = ", ".join(str(length) for length in lengths)
    keeps = f"{_is_number('full', country)} and not {_is_number('bare', country)}"
    if keeps_length:
        keeps += f" or length(bare) < {max(lengths)} and length(bare) not in ({possible})"
    return named("full", digits, named("bare", dropped, f"if({keeps}, full, bare)"))


def _transformed(pattern: str, rule: str, *, otherwise: str) -> str:
    """Some prefixes are rewritten instead of dropped, where the last group of the pattern took part."""
    group = pattern.count("(") - pattern.count("(?:")
    captured = f"extractGroups(full, {spell_text(pattern)})[{group}]"
    rewritten = f"replaceRegexpOne(full, {spell_text(pattern)}, {spell_text(rule)})"
    return f"if({captured} != '', {rewritten}, {otherwise})"


def _is_number(digits: str, country: _Country) -> str:
    return f"match({digits}, {spell_text(f'^(?:{country.pattern})$')})"


@cache
def _countries() -> tuple[_Country, ...]:
    """One a country code: the main one where several share it."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    codes = sorted(COUNTRY_CODE_TO_REGION_CODE.items())
    return tuple(_country(regions[0], code) for code, regions in codes)


def _country(region: str, code: int = 0) -> _Country:
    from phonenumbers import PhoneMetadata

    metadata = (
        PhoneMetadata.metadata_for_nongeo_region(code)
        if region == _EVERYWHERE
        else PhoneMetadata.metadata_for_region(region)
    )
    if metadata is None or metadata.general_desc is None:
        raise UsageError(
            f"{region!r} is no region for phone numbers; write two capital letters, as in DE, FR, US"
        )
    lengths = metadata.general_desc.possible_length
    return _Country(
        str(metadata.country_code),
        metadata.general_desc.national_number_pattern or "",
        tuple(length for length in lengths if _SHORTEST <= length <= _LONGEST),
        metadata.international_prefix or "",
        metadata.national_prefix_for_parsing or "",
        metadata.national_prefix_transform_rule or "",
    )
