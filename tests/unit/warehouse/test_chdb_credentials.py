"""What a target of `type: chdb` says, and where its data are."""

from pathlib import Path

from dbt.adapters.chdb.credentials import ChdbCredentials


def test_a_relative_path_tells_nothing_of_the_folder_that_a_project_lies_in(tmp_path: Path) -> None:
    moved = []
    for name in ("here", "there"):
        said = ChdbCredentials(schema="tiny", path=".segflux/warehouse", config_file="engine.xml")
        said.start_at(tmp_path / name)
        assert said.folder == str(tmp_path / name / ".segflux/warehouse")
        assert said.configuration == str(tmp_path / name / "engine.xml")
        moved.append(dict(said.connection_info()))
    assert moved[0] == moved[1]


def test_an_engine_in_memory_has_no_folder(tmp_path: Path) -> None:
    said = ChdbCredentials(schema="tiny")
    said.start_at(tmp_path)
    assert (said.folder, said.configuration) == (":memory:", None)
