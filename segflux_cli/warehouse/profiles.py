"""The target of profiles.yml that a command works on, read as dbt reads it."""

import ast
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from segflux_cli.errors import UsageError, no_such_file

_KINDS = ("chdb", "clickhouse")
_TARGET_PATHS = ("DBT_ENGINE_TARGET_PATH", "DBT_TARGET_PATH")  # in dbt's own order


@dataclass(frozen=True)
class Target:
    """Where the warehouse is: the embedded engine at a path, or a server."""

    name: str
    kind: Literal["chdb", "clickhouse"]
    schema: str
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The folder of the embedded engine."""
        return str(self.options.get("path", ":memory:"))


def read_target(project: Path, name: str | None = None) -> Target:
    """The named target of the project's profile, or the one that profiles.yml makes the default."""
    profile_name = _profile_name(project)
    file = find_profiles(project)
    outputs, default = _outputs(file, profile_name)
    chosen = name or os.environ.get("DBT_TARGET") or default
    if chosen not in outputs:
        raise UsageError(_no_target(file, profile_name, chosen, list(outputs)))
    return _target(file, project, chosen, outputs[chosen])


def target_names(project: Path) -> tuple[str, ...]:
    """The targets of the project's profile."""
    outputs, _ = _outputs(find_profiles(project), _profile_name(project))
    return tuple(str(name) for name in outputs)


def find_profiles(project: Path) -> Path:
    """The profiles.yml in force: DBT_PROFILES_DIR, then the project, then ~/.dbt."""
    asked = os.environ.get("DBT_PROFILES_DIR")
    folders = [Path(asked)] if asked else [project.resolve(), Path.home() / ".dbt"]
    for folder in folders:
        if (folder / "profiles.yml").is_file():
            return folder / "profiles.yml"
    looked = " and ".join(str(folder) for folder in folders)
    raise UsageError(
        f"No profiles.yml in {looked}: it says where the warehouse is. "
        "Copy profiles.yml.example to profiles.yml beside dbt_project.yml; "
        "its target `embedded` needs no server."
    )


def project_name(project: Path) -> str:
    """The name that dbt_project.yml gives the project."""
    return _said_in_project(project, "name", "give the project a name")


def target_folder(project: Path) -> Path:
    """The folder that dbt writes its manifest to: what the environment says, then dbt_project.yml, then `target`."""
    file = project.resolve() / "dbt_project.yml"
    asked = [found for name in _TARGET_PATHS if (found := os.environ.get(name))]
    said = asked[0] if asked else _mapping(_read_yaml(file)).get("target-path") or "target"
    return project.resolve() / str(render(said, file))


def project_variables(project: Path) -> dict[str, Any]:
    """The vars that dbt_project.yml gives the models of Segflux."""
    said = _mapping(_mapping(_read_yaml(project.resolve() / "dbt_project.yml")).get("vars"))
    return {**said, **_mapping(said.get("segflux"))}


def _profile_name(project: Path) -> str:
    return _said_in_project(project, "profile", "name a profile of profiles.yml")


def _said_in_project(project: Path, word: str, way_out: str) -> str:
    said = _mapping(_read_yaml(project.resolve() / "dbt_project.yml")).get(word)
    if not isinstance(said, str):
        raise UsageError(f"{project / 'dbt_project.yml'}: `{word}` is missing; {way_out}")
    return said


def _outputs(file: Path, profile_name: str) -> tuple[Mapping[str, Any], str]:
    profiles = _mapping(_read_yaml(file))
    profile = profiles.get(profile_name)
    if not isinstance(profile, Mapping) or not isinstance(profile.get("outputs"), Mapping):
        named = ", ".join(str(name) for name in profiles if name != "config") or "none"
        raise UsageError(
            f"{file}: no profile `{profile_name}` with `outputs`; it holds {named}. "
            "Add it, or change `profile` in dbt_project.yml."
        )
    return profile["outputs"], str(render(profile.get("target", "default"), file))


def _no_target(file: Path, profile_name: str, name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 1)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    return f"{file}: profile `{profile_name}` has no target `{name}`, only {', '.join(known)}.{hint}"


def _target(file: Path, project: Path, name: str, written: object) -> Target:
    options = {key: render(value, file) for key, value in _mapping(written).items()}
    if options.get("type") not in _KINDS:
        raise UsageError(
            f"{file}: target `{name}` has type `{options.get('type')}`; allowed are chdb and clickhouse"
        )
    if options["type"] == "chdb" and options.get("path", ":memory:") != ":memory:":
        options["path"] = str(project.resolve() / str(options["path"]))
    schema = str(options.get("schema", "default"))
    return Target(name, options["type"], schema, options)


def render(value: object, file: Path) -> Any:
    """A value of profiles.yml with its Jinja worked out; text, unless `as_bool` or `as_number` is asked."""
    if isinstance(value, Mapping):
        return {key: render(inner, file) for key, inner in value.items()}
    if not isinstance(value, str) or "{" not in value:
        return value
    return _render_text(value, file)


def _render_text(value: str, file: Path) -> Any:
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    wanted: list[Callable[[str], Any]] = []
    environment = SandboxedEnvironment(undefined=StrictUndefined)
    environment.globals["env_var"] = lambda name, default=None: _environment(name, default, file)
    for name, reading in {"as_bool": _as_bool, "as_number": _as_number, "as_native": _as_native}.items():
        environment.filters[name] = _marking(reading, wanted)
    try:
        text = environment.from_string(value).render()
        return wanted[-1](text) if wanted else text
    except (TemplateError, ValueError) as error:
        raise UsageError(f"{file}: {value} could not be worked out: {error}") from error


def _marking(reading: Callable[[str], Any], wanted: list[Callable[[str], Any]]) -> Callable[[object], object]:
    def mark(value: object) -> object:
        wanted.append(reading)
        return value

    return mark


def _environment(name: str, default: str | None, file: Path) -> str:
    found = os.environ.get(name, default)
    if found is None:
        raise UsageError(f"{file}: the environment has no variable {name}; set it, or give env_var a default")
    return found


def _as_bool(text: str) -> bool:
    return text.strip().lower() in {"true", "1", "yes"}


def _as_native(text: str) -> Any:
    return ast.literal_eval(text)


def _as_number(text: str) -> float:
    return int(text) if text.strip().lstrip("+-").isdigit() else float(text)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _read_yaml(file: Path) -> object:
    import yaml

    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise no_such_file(file) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: not readable as YAML: {error}") from error
