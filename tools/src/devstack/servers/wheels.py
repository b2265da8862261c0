"""Programs that come inside Python wheels."""

import importlib.util
from pathlib import Path


def executable(package: str, relative: str) -> Path:
    """The path of a program inside an installed package, made executable: installers may drop that mode."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not installed: run `make setup`")
    path = Path(spec.submodule_search_locations[0]) / relative
    if not path.stat().st_mode & 0o100:
        path.chmod(0o755)
    return path
