"""The built wheel installs into a new environment and holds the whole project."""

import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from segflux_cli.compiler.rendering.project_files import constant_files, example_files, project_files

pytestmark = pytest.mark.embedded_only(reason="no warehouse is asked")
ROOT = project_files()
ASK = """
import json
from segflux_cli.compiler.rendering.project_files import constant_files, example_files, project_files
from dbt.adapters.chdb import Plugin
root = project_files()
print(json.dumps([str(root), constant_files(root), example_files(root), Plugin.include_path]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_project_and_not_the_models_of_the_example(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"segflux_cli/_project/{path}" for path in constant_files(ROOT)} <= set(names)
    assert {f"segflux_cli/_project/{path}" for path in example_files(ROOT)} <= set(names)
    assert "dbt/include/chdb/macros/on_cluster_clause.sql" in names
    assert [name for name in names if "generated" in name or "__pycache__" in name] == []
    assert [name for name in names if name in ("dbt/__init__.py", "dbt/adapters/__init__.py")] == []


def test_the_wheel_works_in_a_new_environment(wheel: Path, tmp_path: Path) -> None:
    python = _environment(tmp_path / "environment")
    _run([python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(wheel)], tmp_path)
    root, constant, example, include = json.loads(_run([python, "-c", ASK], tmp_path))
    assert Path(root).is_relative_to(tmp_path)
    assert Path(include).is_relative_to(tmp_path)
    assert (tuple(constant), tuple(example)) == (constant_files(ROOT), example_files(ROOT))
    segflux = str(Path(python).with_name("segflux"))
    _run([segflux, "init", "shop"], tmp_path)
    _run([segflux, "compile", "--project-dir", "shop"], tmp_path)


def _environment(folder: Path) -> str:
    _run([sys.executable, "-m", "venv", str(folder)], folder.parent)
    # What the wheel depends on comes from here: no test needs a network.
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return str(folder / "bin" / "python")


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
