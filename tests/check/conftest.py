"""The manifest of the project, parsed without a warehouse."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.dbt_runner import run_dbt

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What dbt parsed, by the profile that the README tells to copy."""
    folder = tmp_path_factory.mktemp("parsed")
    shutil.copy(ROOT / "profiles.yml.example", folder / "profiles.yml")
    arguments = ["parse", "--target-path", str(folder), "--log-path", str(folder), "--warn-error"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_PROFILES_DIR", str(folder))
        outcome = run_dbt(arguments, project=ROOT)
    assert outcome.succeeded, outcome.problem
    return json.loads((folder / "manifest.json").read_text())
