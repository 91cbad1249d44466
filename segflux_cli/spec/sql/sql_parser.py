"""Parses the expression of `sql`: what comes out is made of words of ours, and of names and values to be spelled."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from segflux_cli.spec.sql.sql_functions import FUNCTIONS
from segflux_cli.spec.sql.sql_tokens import SqlError, Token, tokens_of
from segflux_cli.spec.yaml.nodes import quoted
from segflux_cli.spec.yaml.words import did_you_mean

AS_OF = "as_of"
FIELDS = ("at", "properties")  # of an event
_LONGEST, _DEEPEST = 10_000, 60
_COMPARISONS = {"=": "=", "==": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
_CONSTANTS = ("true", "false", "null")


@dataclass(frozen=True)
class SqlPart:
    """A piece of the parsed expression, in its order; a `word` is one of Segflux's own."""

    kind: Literal["word", "text", "number", "name", "variable"]
    value: str


Parts = tuple[SqlPart, ...]


def parse_sql(text: str, names: Iterable[str]) -> Parts:
    """One expression over declared names and `as_of`; raises SqlError with what is wrong with it."""
    if len(text) > _LONGEST:
        raise SqlError(f"it has {len(text)} characters; at most {_LONGEST} are allowed")
    parser = _Parser(tokens_of(text), frozenset(names))
    parts = parser.expression()
    if parser.token.kind != "end":
        raise SqlError(f"{quoted(parser.token.value)} follows a whole expression; there is one, and no more")
    return parts


def _word(value: str) -> SqlPart:
    return SqlPart("word", value)


def _enclosed(*parts: SqlPart) -> Parts:
    return (_word("("), *parts, _word(")"))


class _Parser:
    """Goes through tokens once, by the precedence of operators from the weakest on."""

    def __init__(self, tokens: tuple[Token, ...], names: frozenset[str]) -> None:
        self._tokens, self._names = tokens, names
        self._position, self._depth = 0, 0
        self._variables: tuple[str, ...] = ()

    @property
    def token(self) -> Token:
        """The token to come."""
        return self._tokens[self._position]

    def expression(self) -> Parts:
        """What `or` joins, in brackets."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise SqlError(f"its brackets are nested deeper than {_DEEPEST} times; write it in parts")
        parts = self._joined(("or",), self._conjunction)
        self._depth -= 1
        return parts

    def _conjunction(self) -> Parts:
        return self._joined(("and",), self._negation)

    def _negation(self) -> Parts:
        count = 0
        while self._takes("not"):
            count += 1
        parts = self._comparison()
        return _enclosed(_word("not "), *parts) if count % 2 else parts

    def _comparison(self) -> Parts:
        left = self._sum()
        while True:
            if self.token.kind == "sign" and self.token.value in _COMPARISONS:
                sign = _COMPARISONS[self._next().value]
                left = _enclosed(*left, _word(f" {sign} "), *self._sum())
            elif self._takes("is"):
                negation = "not " if self._takes("not") else ""
                self._needs("null")
                left = _enclosed(*left, _word(f" is {negation}null"))
            elif (tested := self._tested(left)) is not None:
                left = tested
            else:
                return left

    def _tested(self, left: Parts) -> Parts | None:
        """`in`, `like`, `ilike` and `between`, with `not` before them or without."""
        is_negated = self._takes("not")
        negation = "not " if is_negated else ""
        if self._takes("in"):
            self._needs("(")
            return _enclosed(*left, _word(f" {negation}in "), *_enclosed(*self._list(")")))
        for word in ("like", "ilike"):
            if self._takes(word):
                return _enclosed(*left, _word(f" {negation}{word} "), *self._sum())
        if self._takes("between"):
            low = self._sum()
            self._needs("and")
            return _enclosed(*left, _word(f" {negation}between "), *low, _word(" and "), *self._sum())
        if is_negated:
            raise SqlError(f"not came before {quoted(self.token.value)}; write in, like, ilike or between")
        return None

    def _sum(self) -> Parts:
        return self._joined(("+", "-", "||"), self._product)

    def _product(self) -> Parts:
        return self._joined(("*", "/", "%"), self._signed)

    def _joined(self, signs: tuple[str, ...], operand: "_Operand") -> Parts:
        """Operands of one precedence in one pair of brackets, however many there are."""
        parts = [*operand()]
        is_joined = False
        while sign := next((one for one in signs if self._takes(one)), None):
            parts += [_word(f" {sign} "), *operand()]
            is_joined = True
        return _enclosed(*parts) if is_joined else tuple(parts)

    def _signed(self) -> Parts:
        is_negative = False
        while self._takes("-"):
            is_negative = not is_negative
        parts = self._with_access()
        return _enclosed(_word("- "), *parts) if is_negative else parts

    def _with_access(self) -> Parts:
        """A value with `.at`, `.properties` of an event or `[n]` of a list behind it."""
        parts = self._value()
        while True:
            if self._takes("."):
                if self.token.value not in FIELDS:
                    raise SqlError(
                        f"{quoted(self.token.value)} is no part of an event; write .at or .properties"
                    )
                field = SqlPart("text", self._next().value)
                parts = (_word("tupleElement"), *_enclosed(*parts, _word(", "), field))
            elif self._takes("["):
                index = self.expression()
                self._needs("]")
                parts = (_word("arrayElement"), *_enclosed(*parts, _word(", "), *index))
            else:
                return parts

    def _value(self) -> Parts:
        token = self._next()
        if token.kind in ("text", "number"):
            return (SqlPart("text" if token.kind == "text" else "number", token.value),)
        if token.kind == "quoted":
            return self._named(token.value)
        if token.kind == "name":
            return self._word_or_name(token.value)
        if token.value == "(":
            return _enclosed(*self._list(")"))
        if token.value == "[":
            return (_word("array"), *_enclosed(*self._list("]")))
        raise SqlError(
            f"{quoted(token.value)} came where a value was needed" if token.value else "it ends too early"
        )

    def _word_or_name(self, name: str) -> Parts:
        if self.token.value == "(" and self.token.kind == "sign":
            return self._called(name)
        lowered = name.lower()
        if lowered == "interval":
            return self._interval()
        if lowered in _CONSTANTS:
            return (_word(lowered),)
        return self._named(name)

    def _named(self, name: str) -> Parts:
        if name in self._variables:
            return (SqlPart("variable", name),)
        if name in self._names or name == AS_OF:
            return (SqlPart("name", name),)
        question = did_you_mean(name, sorted(self._names))
        raise SqlError(
            f"{quoted(name)} is not declared.{question} Name it under reads, as a trait or an event"
        )

    def _called(self, name: str) -> Parts:
        if name not in FUNCTIONS:
            question = did_you_mean(name, sorted(FUNCTIONS))
            raise SqlError(
                f"the function {quoted(name)} is not allowed.{question} Allowed are those that are decided by "
                "their arguments alone (docs/segment-language.md lists them)"
            )
        self._needs("(")
        if self._takes(")"):
            return (_word(name), *_enclosed())
        return (_word(name), *_enclosed(*self._list(")", has_lambdas=True)))

    def _list(self, end: str, *, has_lambdas: bool = False) -> Parts:
        parts = self._argument() if has_lambdas else self.expression()
        while self._takes(","):
            parts = (*parts, _word(", "), *(self._argument() if has_lambdas else self.expression()))
        self._needs(end)
        return parts

    def _argument(self) -> Parts:
        """An expression, or `x -> expression`."""
        first, arrow = self._tokens[self._position : self._position + 2] or (self.token, self.token)
        if first.kind != "name" or arrow.value != "->":
            return self.expression()
        if first.value in self._names or first.value == AS_OF:
            raise SqlError(f"{quoted(first.value)} is declared already; call the variable otherwise")
        self._position += 2
        outer, self._variables = self._variables, (*self._variables, first.value)
        body = self.expression()
        self._variables = outer
        return (SqlPart("variable", first.value), _word(" -> "), *body)

    def _interval(self) -> Parts:
        amount, unit = self._next(), self._next()
        if amount.kind != "number" or not amount.value.isdigit() or unit.value.lower() not in _UNITS:
            raise SqlError(f"an interval is a whole number and one of {', '.join(_UNITS)}: interval 30 day")
        return (_word("interval "), SqlPart("number", amount.value), _word(f" {unit.value.lower()}"))

    def _next(self) -> Token:
        token = self.token
        if token.kind != "end":
            self._position += 1
        return token

    def _takes(self, word: str) -> bool:
        is_it = self.token.kind in ("name", "sign") and self.token.value.lower() == word
        self._position += is_it
        return is_it

    def _needs(self, word: str) -> None:
        if not self._takes(word):
            came = quoted(self.token.value) if self.token.value else "its end"
            raise SqlError(f"{quoted(word)} was needed where {came} came")


class _Operand(Protocol):
    def __call__(self) -> Parts: ...
