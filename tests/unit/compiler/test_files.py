from pathlib import Path

from segflux_cli.compiler.files.on_disk import Written, stale_files, write_files
from segflux_cli.spec.yaml.files import HEADER

OURS = f"{{# {HEADER} from segments/a.yml #}}\n"


def test_only_changes_are_written(tmp_path: Path) -> None:
    files = {"models/a.sql": OURS, "models/b.sql": OURS}
    assert write_files(tmp_path, files) == Written(("models/a.sql", "models/b.sql"), ())
    assert write_files(tmp_path, files) == Written((), ())
    (tmp_path / "models/b.sql").write_text("changed", encoding="utf-8")
    assert stale_files(tmp_path, files) == ("models/b.sql",)
    assert write_files(tmp_path, files).written == ("models/b.sql",)


def test_what_is_no_longer_generated_goes_and_a_persons_own_file_stays(tmp_path: Path) -> None:
    write_files(tmp_path, {"models/deep/a.sql": OURS, "models/b.sql": OURS})
    (tmp_path / "models/mine.sql").write_text("select 1", encoding="utf-8")
    assert stale_files(tmp_path, {"models/b.sql": OURS}) == ("models/deep/a.sql",)
    assert write_files(tmp_path, {"models/b.sql": OURS}).removed == ("models/deep/a.sql",)
    assert (tmp_path / "models/mine.sql").exists()


def test_file_that_is_no_text_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/a.sql").write_bytes(b"\xff\xfe")
    assert write_files(tmp_path, {"models/a.sql": OURS}).written == ("models/a.sql",)
