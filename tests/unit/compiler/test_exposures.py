"""dbt's lineage ends at the destinations."""

from pathlib import Path

import yaml

from segflux_cli.compiler.files.exposures import exposure_files
from segflux_cli.spec.project.specs import read_specs

SEGMENT = "segment: {name}\nowner: me@x.example\nwho: everyone\nsync: [hook]\n"


def test_every_destination_is_an_exposure_of_the_segments_that_go_there(tmp_path: Path) -> None:
    (tmp_path / "segments").mkdir()
    for name in ("buyers", "readers"):
        (tmp_path / "segments" / f"{name}.yml").write_text(SEGMENT.format(name=name))
    (tmp_path / "destinations.yml").write_text("destinations:\n  - {destination: hook, type: webhook}\n")
    ((path, text),) = exposure_files(read_specs(tmp_path), "shop", "models/segflux/segments").items()
    assert path == "models/segflux/segments/_segments__exposures.yml"
    (exposure,) = yaml.safe_load(text)["exposures"]
    assert exposure["depends_on"] == ["ref('seg_buyers')", "ref('seg_readers')"]
    assert exposure["owner"] == {"name": "me@x.example"}
    assert exposure["config"]["enabled"] == '{{ project_name == "shop" }}'


def test_a_project_without_destinations_has_none(tmp_path: Path) -> None:
    assert exposure_files(read_specs(tmp_path), "shop", "models") == {}
