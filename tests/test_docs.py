"""The documentation's recipes do what they say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import regex

from cleanpage import Cleaner
from cleanpage.sites import Seen, Site, key, save

DOCS = Path(__file__).parent.parent / "docs"
RECIPES = dict(regex.findall(r"## (.*?)\n.*?```python\n(.*?)```", (DOCS / "recipes.md").read_text("utf-8"), regex.DOTALL))
NEEDED = {"Plain Python": "json", "Hugging Face datasets": "datasets", "polars": "polars", "pandas": "pandas"}

PROMO = "Take the harbour with you on the quay"
TEXT = f"It rained all day, and nobody on the quay knew for how long.\n\n{PROMO}\n\nAdvertisement\n\nIn fog one had better walk, they said."


@pytest.mark.parametrize("name", NEEDED)
def test_recipe(name: str, tmp_path: Path) -> None:
    if not find_spec(NEEDED[name]):
        pytest.skip(f"pip install {NEEDED[name]}")
    records = [{"text": TEXT, "url": f"https://{host}/1"} for host in ("star.example", "moon.example")]
    (tmp_path / "pages.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    save(tmp_path / "sites.json", [("star.example", Site(100, {key(PROMO): Seen(80, 0, 0)}))])
    environment = {**os.environ, "HF_HOME": str(tmp_path / "cache"), "HF_HUB_OFFLINE": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", RECIPES[name]], cwd=tmp_path, env=environment, check=True)
    cleaner = Cleaner("trim", sites=tmp_path / "sites.json")
    expected = [{**record, "text": cleaner.clean(TEXT, host)} for record, host in zip(records, ("star.example", ""), strict=True)]
    assert expected[0]["text"] != expected[1]["text"] != TEXT
    assert list(map(json.loads, (tmp_path / "clean.jsonl").read_text("utf-8").splitlines())) == expected


def test_every_recipe_is_tested() -> None:
    assert list(RECIPES) == list(NEEDED)


@pytest.mark.parametrize("page", ["sites.md", "clusters.md", "recipes.md", "html.md"])
def test_code_is_code(page: str) -> None:
    blocks = regex.findall(r"```python\n(.*?)```", (DOCS / page).read_text("utf-8"), regex.DOTALL)
    for block in blocks:
        compile(block, page, "exec")
    assert blocks
