"""`segflux init`, and the first commands in a new project; nothing here is built."""

from pathlib import Path

from tests.functional.commands import call


def test_a_new_project_is_sound_and_compiles(tmp_path: Path) -> None:
    made = call(tmp_path, "init", "shop")
    assert made.exit_code == 0
    assert "cd shop" in made.text
    shop = tmp_path / "shop"
    assert call(shop, "check").text == "No fault in 1 segment and 0 sources.\n"
    assert call(shop, "compile", "--check").exit_code == 1
    assert call(shop, "compile").exit_code == 0
    assert call(shop, "compile", "--check").exit_code == 0


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text("mine")
    told = call(tmp_path, "init")
    assert told.exit_code == 3
    assert "already holds sources.yml; nothing was written" in told.errors
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yml"]


def test_inside_a_dbt_project_only_the_specs_and_a_selector_are_written(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: mine\nversion: '1'\nprofile: mine\n")
    told = call(tmp_path, "init", "--format", "json")
    assert told.exit_code == 0
    assert told.answer["files"] == [
        "segflux.yml",
        "segments/active_people.yml",
        "selectors.yml",
        "sources.yml",
    ]
    assert call(tmp_path, "compile").exit_code == 0
    assert (tmp_path / "models" / "segflux" / "segments" / "seg_active_people.sql").is_file()
    package = Path(call(tmp_path, "init", "--package-path").text.strip())
    assert (package / "dbt_project.yml").is_file()


def test_before_the_first_build_there_is_nothing_to_list(tmp_path: Path) -> None:
    call(tmp_path, "init")
    told = call(tmp_path, "segments")
    assert told.exit_code == 3
    assert "Run `segflux build --target embedded` first" in told.errors


def test_a_file_is_loaded_and_its_columns_are_shown(tmp_path: Path) -> None:
    call(tmp_path, "init")
    (tmp_path / "orders.csv").write_text("order_id,total\n1,10\n2,20\n")
    told = call(tmp_path, "load", "orders.csv", "--as", "raw.orders")
    assert told.exit_code == 0, told.errors
    assert "raw.orders took 2 rows and holds 2." in told.text
    missing = call(tmp_path, "load", "nope.csv", "--as", "raw.orders")
    assert missing.exit_code == 3
    assert "nope.csv: no such file" in missing.errors


def test_the_example_of_a_new_segment_holds(tmp_path: Path) -> None:
    call(tmp_path, "init")
    told = call(tmp_path, "test", "--format", "json")
    assert (told.exit_code, told.answer["passed"], told.answer["failed"]) == (0, 1, 0)


def test_a_failing_example_ends_with_one(tmp_path: Path) -> None:
    call(tmp_path, "init")
    spec = tmp_path / "segments" / "active_people.yml"
    spec.write_text(
        spec.read_text().replace("not_members: [ben]", "not_members: [ada]").replace("[ada], n", "[ben], n")
    )
    told = call(tmp_path, "test")
    assert told.exit_code == 1
    assert "FAILED seen within thirty days" in told.text


def test_the_demo_leaves_other_projects_alone(tmp_path: Path) -> None:
    call(tmp_path, "init")
    told = call(tmp_path, "demo")
    assert told.exit_code == 3
    assert "is not the demo" in told.errors
