"""docs/tour.md, followed word by word on the built demo."""

import re
import shlex
from pathlib import Path

from tests.functional.cli.conftest import call

TOUR = Path(__file__).parents[3] / "docs" / "tour.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENDS_OTHERWISE = {"segflux forget --dry-run someone@example.com": 3}  # nobody has that address


def test_every_command_of_the_tour_works(demo: Path) -> None:
    ran = []
    for language, text in BLOCK.findall(TOUR.read_text(encoding="utf-8")):
        if language == "yaml":
            (demo / "segments" / "quiet_spenders.yml").write_text(text)
        for line in text.splitlines() if not language else ():
            if line.startswith("segflux"):
                told = call(demo, *shlex.split(line)[1:])
                assert told.exit_code == ENDS_OTHERWISE.get(line, 0), f"{line}\n{told.text}{told.errors}"
                ran.append(line)
    assert len(ran) == 18
    assert (demo / "report.html").is_file()
    assert (demo / "big_spenders.parquet").read_bytes()[:4] == b"PAR1"
