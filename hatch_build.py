"""Puts the dbt project and the example into the wheel; `segflux init` and `segflux demo` copy them."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ProjectFilesHook(BuildHookInterface[Any]):
    """Asks the code itself which files those are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files; an editable wheel finds them in the checkout."""
        if version == "editable":
            return
        root = Path(self.root)
        known = runpy.run_path(str(root / "segflux_cli" / "compiler" / "rendering" / "project_files.py"))
        for path in (*known["constant_files"](root), *known["example_files"](root)):
            build_data["force_include"][str(root / path)] = f"segflux_cli/_project/{path}"
