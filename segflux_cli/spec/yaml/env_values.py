"""Values that may come from the environment: `{env_var: NAME}`, for secrets the only way."""

import re

from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, quoted
from segflux_cli.spec.yaml.words import check_keys

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
SECRET = re.compile(r"(^|_)(key|secret|token|password|passwd|credentials?)$", re.IGNORECASE)


def is_secret_word(word: str) -> bool:
    """Whether a word by its name holds a secret: api_key, password, access_token."""
    return SECRET.search(word) is not None


def is_reference(node: Node) -> bool:
    """Whether a node is written as `{env_var: NAME}`, legal or not."""
    return isinstance(node, Mapping) and "env_var" in node


def check_secrets(options: Mapping, faults: Faults) -> None:
    """Adds a fault for every word named like a secret whose value is written out, and for bad references."""
    for entry in options.entries:
        if is_reference(entry.value):
            check_reference(entry.key, entry.value, faults, is_secret=is_secret_word(entry.key))
        elif is_secret_word(entry.key):
            refuse_written_secret(entry.key, entry.value, faults)
        elif isinstance(entry.value, Mapping):
            check_secrets(entry.value, faults)


def refuse_written_secret(word: str, node: Node, faults: Faults) -> None:
    """Adds the fault; what was written is not shown."""
    advice = f'write "{word}: {{env_var: NAME}}" and set NAME in the environment'
    faults.add(node.place, f"a secret must not stand in a file: {advice}")


def check_reference(word: str, node: Node, faults: Faults, *, is_secret: bool) -> None:
    """Adds a fault for everything that is wrong with `{env_var: NAME}`; a secret has no default."""
    if not isinstance(node, Mapping):
        return
    check_keys(node, ("env_var", "default"), faults)
    name = node.get("env_var")
    text = name.value if isinstance(name, Scalar) else None
    if not isinstance(text, str) or not VARIABLE.fullmatch(text):
        faults.add(node.place, f"{quoted(word)} refers to no variable; write {{env_var: NAME}}")
    default = node.get("default")
    if default is not None and is_secret:
        faults.add(default.place, "a secret has no default; leave it out")
