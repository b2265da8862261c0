"""Where things lie: the data folder of one local system, and the checkout that it runs from."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
GATEWAY_TEMPLATE = CHECKOUT / "deploy/gateway/nginx.conf.template"
GATEWAY_DEFAULTS = CHECKOUT / "deploy/gateway/defaults.env"


@dataclass(frozen=True)
class Layout:
    """Everything below one folder, `.vinculo` by default; deleting it forgets the system."""

    root: Path

    @classmethod
    def at(cls, folder: Path) -> "Layout":
        """The layout of a folder, created for its owner alone if it is not there."""
        root = folder.absolute()
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(root)

    @property
    def state_file(self) -> Path:
        """What runs now: written by the supervisor, read by `status`, `down` and the next `up`."""
        return self.root / "state.json"

    @property
    def lock_file(self) -> Path:
        """Held by the supervisor as long as it lives."""
        return self.root / "lock"

    @property
    def ports_file(self) -> Path:
        """Ports kept for later starts."""
        return self.root / "ports.json"

    @property
    def supervisor_log(self) -> Path:
        """What a supervisor in the background has to say."""
        return self.root / "supervisor.log"

    def of(self, program: str) -> Path:
        """The folder of one program: its log and, for a server, its data."""
        return self.root / program

    def secret(self, name: str) -> str:
        """A random secret, made when first asked for and kept in a file that only the owner can read."""
        file = self.root / "secrets.json"
        known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        if name not in known:
            known[name] = secrets.token_urlsafe(32)
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                json.dump(known, out, indent=2)
        return known[name]
