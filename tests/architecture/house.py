"""The sources of the house, as they are or as a copy that a test may spoil."""

import ast
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("customers", "orders", "assignment", "notify", "fieldops")
SHELVES = ("contracts", "chassis")


@dataclass(frozen=True)
class House:
    """`libs` and `services` under one root."""

    root: Path

    def sources(self, package: str) -> Path:
        """The folder of a package."""
        return self.root / ("libs" if package in SHELVES else "services") / package / "src" / package

    def search_path(self) -> list[str]:
        """What Python has to look through to find these sources and no others."""
        return [str(self.sources(package).parent) for package in (*SHELVES, *SERVICES)]

    def files(self, *packages: str) -> Iterator[Path]:
        """Python files of some packages, or of all."""
        for package in packages or (*SHELVES, *SERVICES):
            yield from sorted(self.sources(package).rglob("*.py"))

    def write(self, package: str, path: str, text: str) -> None:
        """Puts a file into a copy, with the packages around it."""
        assert self.root != ROOT
        file = self.sources(package) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        for folder in file.parents:
            if folder == self.sources(package).parent:
                break
            (folder / "__init__.py").touch()
        file.write_text(text)

    def shown(self, file: Path) -> str:
        """A file as it is told in a violation."""
        return str(file.relative_to(self.root))


def copy_of_the_house(folder: Path) -> House:
    """A copy that may be spoilt."""
    copy = House(folder)
    for package in (*SHELVES, *SERVICES):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(House(ROOT).sources(package), copy.sources(package), ignore=ignored)
    return copy


def calls_and_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every dotted name that is used or imported, with its line; with brackets where it is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.lineno, f"{ast.unparse(node.func)}()"
        elif isinstance(node, ast.Attribute | ast.Name):
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
