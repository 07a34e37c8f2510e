"""The web server of a single machine: what is too large is refused before it is read."""

from typing import Any

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import RequestEntityTooLarge

THREADS = 8


class _TooLarge(WSGITask):  # type: ignore[misc] # the library ships no types
    """Lets the application say in its own words that a request is too large; its body is left."""

    def execute(self) -> None:
        """Answer with the length that was announced, or that was passed, and hang up."""
        self.set_close_on_finish()
        most = self.channel.server.adj.max_request_body_size
        self.get_environment()["CONTENT_LENGTH"] = str(max(self.request.content_length, most))
        super().execute()


class _Channel(HTTPChannel):  # type: ignore[misc] # the library ships no types
    """A connection; whatever else is wrong with a request is answered as the library does."""

    def error_task_class(self, channel: Any, request: Any) -> Any:
        """The task that answers a request that was refused."""
        large = isinstance(request.error, RequestEntityTooLarge)
        return _TooLarge(channel, request) if large else ErrorTask(channel, request)


def listener(app: Flask, host: str, port: int) -> Any:
    """A server for the site; call its `run`."""
    # the library refuses what has as many bytes, the application what has more
    most = int(app.config["MAX_CONTENT_LENGTH"]) + 1
    server = create_server(app, host=host, port=port, threads=THREADS, max_request_body_size=most)
    server.channel_class = _Channel
    return server
