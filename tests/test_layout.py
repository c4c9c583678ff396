"""The house has floors: a module imports only from below."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "cleanpage"

# Lowest first; a folder stands for its modules, which do not import one another.
FLOORS = [
    {"cleanpage", "cleanpage.checked", "cleanpage.kept", "cleanpage.nearest", "cleanpage.terminal"},
    {"cleanpage.files", "cleanpage.settings"},
    {"cleanpage.cuts", "cleanpage.scores"},
    {"cleanpage.dump", "cleanpage.page"},
    {"cleanpage.html", "cleanpage.packs", "cleanpage.rules", "cleanpage.scan"},
    {"cleanpage.grams", "cleanpage.patterns", "cleanpage.units"},
    {"cleanpage.likeness", "cleanpage.rulebook"},
    {"cleanpage.features"},
    {"cleanpage.forest", "cleanpage.structure"},
    {"cleanpage.network"},
    {"cleanpage.weights"},
    {"cleanpage.stages"},
    {"cleanpage.sites"},
    {"cleanpage.cleaner"},
    {"cleanpage.baseline", "cleanpage.learning", "cleanpage.report.lines", "cleanpage.report.overview"},
    {"cleanpage.adapters", "cleanpage.formats.common", "cleanpage.tally"},
    {"cleanpage.formats"},
    {"cleanpage.inputs"},
    {"cleanpage.journal", "cleanpage.workers"},
    {"cleanpage.jobs"},
    {"cleanpage.report"},
    {"cleanpage.cli.common"},
    {"cleanpage.cli.choice", "cleanpage.cli.output"},
    {"cleanpage.cli.reports"},
    {"cleanpage.cli"},
]
MODULES = {
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__"): path for path in sorted(ROOT.rglob("*.py"))
}


def floor(module: str) -> int:
    own = next((number for number, names in enumerate(FLOORS) if module in names), None)
    return own if own is not None else next(number for number, names in enumerate(FLOORS) if module.rpartition(".")[0] in names)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cleanpage"):
            yield from (name if (name := f"{node.module}.{alias.name}") in MODULES else node.module for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("cleanpage"))


@pytest.mark.parametrize("module", [name for name in MODULES if name != "cleanpage"])
def test_imports_only_from_below(module: str) -> None:
    assert {imported: floor(imported) for imported in imports(MODULES[module]) if floor(imported) >= floor(module)} == {}


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_past_400_lines(module: str) -> None:
    assert len(MODULES[module].read_text("utf-8").splitlines()) <= 400
