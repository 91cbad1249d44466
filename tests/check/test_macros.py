"""One public macro a file, named like the file, with a sentence for it and for each argument."""

import re
from collections import Counter
from pathlib import PurePath
from typing import Any


def test_one_public_macro_a_file_named_like_it(manifest: Any) -> None:
    wrong = [
        f"{macro['name']} in {macro['original_file_path']}"
        for macro in _public_macros(manifest)
        if PurePath(macro["original_file_path"]).stem != _plain_name(macro["name"])
    ]
    counted = Counter(macro["original_file_path"] for macro in _public_macros(manifest))
    assert wrong + [path for path, count in counted.items() if count > 1] == []


def test_every_public_macro_is_described(manifest: Any) -> None:
    assert [macro["name"] for macro in _callable_macros(manifest) if not macro["description"]] == []


def test_every_argument_is_described(manifest: Any) -> None:
    wrong = [
        f"{macro['name']}: {', '.join(missing)}"
        for macro in _callable_macros(manifest)
        if (
            missing := sorted(
                _arguments(macro) - {each["name"] for each in macro["arguments"] if each["description"]}
            )
        )
    ]
    assert wrong == []


def test_every_macro_that_is_called_is_there(manifest: Any) -> None:
    there = {macro["name"] for macro in manifest["macros"].values()}
    texts = {macro["original_file_path"]: macro["macro_sql"] for macro in manifest["macros"].values()} | {
        node["original_file_path"]: node["raw_code"] for node in manifest["nodes"].values()
    }
    called = {
        (path, name) for path, text in texts.items() for name in re.findall(r"\bsegflux\.(\w+)\(", text)
    }
    assert sorted((path, name) for path, name in called if name not in there) == []


def test_a_private_macro_is_called_in_its_own_stage(manifest: Any) -> None:
    homes = {macro["name"]: _stage(macro["original_file_path"]) for macro in manifest["macros"].values()}
    wrong = [
        f"{name} in {macro['original_file_path']}"
        for macro in manifest["macros"].values()
        if macro["package_name"] == "segflux"
        for name in re.findall(r"\bsegflux\.(_\w+)\(", macro["macro_sql"])
        if homes.get(name) != _stage(macro["original_file_path"])
    ]
    assert sorted(wrong) == []


def _stage(path: str) -> str:
    """The folder right under `macros`."""
    return PurePath(path).parts[1]


def _public_macros(manifest: Any) -> list[Any]:
    return [
        macro
        for macro in manifest["macros"].values()
        if macro["package_name"] == "segflux" and not macro["name"].startswith("_")
    ]


def _callable_macros(manifest: Any) -> list[Any]:
    return [macro for macro in _public_macros(manifest) if _plain_name(macro["name"]) == macro["name"]]


def _plain_name(name: str) -> str:
    return re.sub("^(materialization|test)_|_(default|clickhouse|chdb)$", "", name)


def _arguments(macro: Any) -> set[str]:
    head = re.search(rf"macro\s+{macro['name']}\s*\((.*?)\)\s*-?%}}", macro["macro_sql"], re.DOTALL)
    return set(re.findall(r"(?:^|,)\s*([a-z_]+)", head.group(1))) if head else set()
