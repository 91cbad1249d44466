"""The SQL of what is known of people: their key at a destination, identifiers and fields."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from segflux_cli.destinations.protocol import Identity
from segflux_cli.errors import UsageError
from segflux_cli.literals import spell_name, spell_text
from segflux_cli.spec.declared.catalog import BUILT_IN_TRAITS
from segflux_cli.spec.declared.syncs import PROFILE_ID
from segflux_cli.sync.state.carried import CarriedSync, SentValue
from segflux_cli.sync.state.tables import Tables

_OF_PROFILES = ("user_id", "email")  # the identifiers that dim_profiles holds
_TIME = "formatDateTime({column}, '%Y-%m-%dT%H:%i:%S{fraction}Z', 'UTC')"
# The first one that the destination can know somebody by; the first of all where there is none.
_FIRST = "argMinIf({what}, ({form} = '', first_seen_at, node), identifier_type = {type})"


@dataclass(frozen=True)
class Traits:
    """The columns of dim_profiles with their types, those of declared traits, and the traits declared as JSON."""

    columns: Mapping[str, str]
    declared: Mapping[str, str]
    json_traits: frozenset[str] = frozenset()

    def column(self, trait: str) -> str:
        """The column of a trait; raises UsageError before the build that makes it."""
        name = trait if trait in BUILT_IN_TRAITS else self.declared.get(trait)
        if name is None or name not in self.columns:
            raise UsageError(
                f'The last build made no column for the trait "{trait}": run `segflux build`, then sync again.'
            )
        return name


def key_part(identity: Identity, value: str) -> str:
    """The part of the key that a normal form makes; '' where there is none."""
    hashed = f"lower(leftPad(hex(sipHash64({spell_text(identity.type)}, '\\0', {value})), 16, '0'))"
    return f"if({value} = '', '', {hashed})"


def applied(expression: str, value: str) -> str:
    """An expression of `value` applied to SQL."""
    return f"arrayMap(value -> ({expression}), [{value}])[1]"


@dataclass(frozen=True)
class PeopleQuery:
    """What is asked of profiles, and by which identities the destination knows them."""

    tables: Tables
    sync: CarriedSync
    identities: Sequence[Identity]
    traits: Traits
    consents: Sequence[str] = ()  # traits, all of which must be true
    has_fractions: bool = False  # of seconds, in times; elsewhere everybody with one would be sent again

    def sql(self, chosen: str) -> str:
        """A query of profile_id, key, ids, fields, raw, has_consent for the profile ids of a query."""
        has_own_key = self.sync.match_on == (PROFILE_ID,)
        given, normal = self._given(), self._normal()
        key = "profile_id" if has_own_key else _joined("-", [key_part(*each) for each in normal])
        return f"""
            select profile_id, {key} as key, {self._ids()} as ids, fields, raw, has_consent
            from (
                select *, {_columns("normal", [self._normal_form(*each) for each in enumerate(self.identities)])}
                from (
                    select
                        profile_id as profile_id,
                        {_columns("raw", [raw for _, raw in self._raw()])},
                        {_columns("form", [self._form_chosen(each) for each in self.identities])},
                        concat({", ".join(["''", *(f"raw_{place}" for place in range(len(given)))])}, '') as raw,
                        {self._fields()} as fields,
                        {self._consent()} as has_consent
                    from {self.tables["dim_profiles"]} as profiles
                    {self._identifiers(chosen)}
                    where profile_id in ({chosen})
                )
            )
        """

    def _given(self) -> list[tuple[Identity, str]]:
        return [(identity, f"raw_{place}") for place, identity in enumerate(self.identities)]

    def _normal(self) -> list[tuple[Identity, str]]:
        return [(identity, f"normal_{place}") for place, identity in enumerate(self.identities)]

    def _raw(self) -> list[tuple[Identity, str]]:
        return [
            (
                identity,
                f"ifNull(profiles.{identity.type}, '')"
                if identity.type in _OF_PROFILES
                else f"identified.{spell_name(f'of_{identity.type}')}",
            )
            for identity in self.identities
        ]

    def _normal_form(self, place: int, identity: Identity) -> str:
        """Of what a person may have several of it is worked out already, to choose one."""
        is_sole = identity.type in _OF_PROFILES
        return applied(identity.normal_form, f"raw_{place}") if is_sole else f"form_{place}"

    def _form_chosen(self, identity: Identity) -> str:
        is_sole = identity.type in _OF_PROFILES
        return "''" if is_sole else f"identified.{spell_name(f'form_of_{identity.type}')}"

    def _identifiers(self, chosen: str) -> str:
        others = [each for each in self.identities if each.type not in _OF_PROFILES]
        if not others:
            return ""
        forms = _columns("form", [applied(each.normal_form, "identifier_value") for each in others])
        types = ", ".join(spell_text(each.type) for each in others)
        return f"""
            any left join (
                select profile_id, {", ".join(_firsts(others))}
                from (
                    select profile_id, identifier_type, identifier_value, first_seen_at, node, {forms}
                    from {self.tables["dim_identifiers"]}
                    where identifier_type in ({types}) and profile_id in ({chosen})
                )
                group by profile_id
            ) as identified using (profile_id)
        """

    def _ids(self) -> str:
        pairs = [
            f"if({normal} = '', '', concat({spell_text(json.dumps(identity.type) + ':')}, "
            f"toJSONString({applied(identity.sent_as, normal)})))"
            for identity, normal in self._normal()
        ]
        return f"concat('{{', {_joined(',', pairs)}, '}}')"

    def _fields(self) -> str:
        parts = [
            f"concat({spell_text(json.dumps(value.name, ensure_ascii=False) + ':')}, {self._value(value)})"
            for value in self.sync.send
        ]
        return f"concat('{{', {_joined(',', parts)}, '}}')"

    def _value(self, value: SentValue) -> str:
        if value.trait is None:
            return spell_text(json.dumps(value.constant, ensure_ascii=False))
        name = self.traits.column(value.trait)
        column = f"profiles.{spell_name(name)}"
        if value.trait in self.traits.json_traits:
            written = column
        elif "DateTime" in self.traits.columns[name]:
            time = _TIME.format(column=column, fraction=".%f" if self.has_fractions else "")
            written = f"toJSONString({time})"
        else:
            written = f"toJSONString({column})"
        default = spell_text(json.dumps(value.default, ensure_ascii=False))
        return f"if(isNull({column}), {default}, assumeNotNull({written}))"

    def _consent(self) -> str:
        columns = [f"profiles.{spell_name(self.traits.column(trait))}" for trait in self.consents]
        return " and ".join(f"ifNull(toString({column}) = 'true', false)" for column in columns) or "true"


def _firsts(identities: Sequence[Identity]) -> Iterator[str]:
    """For each type the identifier of a person, and its normal form."""
    for place, identity in enumerate(identities):
        first = partial(_FIRST.format, form=f"form_{place}", type=spell_text(identity.type))
        yield f"{first(what='identifier_value')} as {spell_name(f'of_{identity.type}')}"
        yield f"{first(what=f'form_{place}')} as {spell_name(f'form_of_{identity.type}')}"


def _columns(name: str, expressions: Sequence[str]) -> str:
    listed = [f"{expression} as {name}_{place}" for place, expression in enumerate(expressions)]
    return ", ".join(listed) or f"'' as {name}_none"


def _joined(separator: str, parts: Sequence[str]) -> str:
    """Texts that are not empty, joined; key parts keep their places because '' is left where one is missing."""
    if len(parts) <= 1:
        return parts[0] if parts else "''"
    if separator == ",":
        return f"arrayStringConcat(arrayFilter(part -> part != '', [{', '.join(parts)}]), ',')"
    joined = f"arrayStringConcat([{', '.join(parts)}], {spell_text(separator)})"
    return f"if(concat({', '.join(parts)}) = '', '', {joined})"
