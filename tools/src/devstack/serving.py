"""Serves an application on loopback without waking up while nobody asks."""

import asyncio
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; what is under way gets three seconds to end."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        date_header=False,
        log_level="warning",
        timeout_graceful_shutdown=3,
    )
    _SleepingServer(config).run()


class _SleepingServer(uvicorn.Server):
    """uvicorn looks ten times a second whether it should end and what time it is; this one is told."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._wake: Callable[[], object] = lambda: None

    async def main_loop(self) -> None:
        end = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._wake = lambda: loop.call_soon_threadsafe(end.set)
        if not self.should_exit:
            await end.wait()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._wake()
