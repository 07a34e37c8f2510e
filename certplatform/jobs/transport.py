"""rq as the transport of reactions where Redis is configured. Redis holds nothing that matters:
each job carries the id of a row, as JSON, and a lost job is enqueued again when its lease ends.
Whoever gets at Redis can make the worker do a waiting reaction, and nothing else.
"""  # noqa: D205 - several sentences

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask
from redis import Redis
from rq import Queue, SimpleWorker
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from certplatform.factory import create_app
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.worker import do_next, ready, spread

QUEUE = "certplatform"
TIMEOUT_SECONDS = 300
# After this time a job that nobody has done, or that failed before its lease, comes anew.
FORGOTTEN_SECONDS = 600
PERFORM = "certplatform.jobs.transport.perform"


class ForeignJob(RuntimeError):
    """Something in the queue asks for another function than the one there is."""


class ReactionJob(Job):
    """A job that can do one thing only: names of functions in Redis are never imported."""

    @property
    def func(self) -> Callable[..., Any]:
        """The one function. Raises ForeignJob when another one is asked for."""
        if self.func_name != PERFORM:
            raise ForeignJob(f"{self.func_name} is not done from the queue")
        return perform

    @property
    def success_callback(self) -> None:
        """None, whatever Redis says."""

    @property
    def failure_callback(self) -> None:
        """None, whatever Redis says."""

    @property
    def stopped_callback(self) -> None:
        """None, whatever Redis says."""

    def send_webhooks(self, status: object, *, exc_string: str | None = None) -> None:
        """Tell nobody, whatever Redis says."""


def queue(redis_url: str) -> Queue:
    """The queue of one Redis server."""
    return Queue(
        QUEUE,
        connection=Redis.from_url(redis_url),
        serializer=JSONSerializer,
        job_class=ReactionJob,
    )


def dispatch(redis_url: str) -> int:
    """Spread waiting facts and enqueue what waits, each attempt under its own id; how many."""
    while spread(REACTIONS):
        pass
    line = queue(redis_url)
    queued = set(line.get_job_ids())
    return sum(
        _enqueue(line, f"reaction-{reaction_id}-{attempts}", reaction_id, queued)
        for reaction_id, attempts in ready()
    )


def _enqueue(line: Queue, job_id: str, reaction_id: int, queued: set[str]) -> bool:
    """Put an attempt into the queue; False when it is there already, or failed just now.

    A job that is known but neither of them was taken out by a worker that has no lease on its row:
    one that died in between, or takes it this moment and leaves nothing to a second.
    """
    if job_id in queued:
        return False
    known = line.fetch_job(job_id)
    if known is not None and known.get_status() == JobStatus.FAILED:
        return False
    line.enqueue(
        PERFORM,
        reaction_id,
        job_id=job_id,
        job_timeout=TIMEOUT_SECONDS,
        ttl=FORGOTTEN_SECONDS,
        result_ttl=0,
        failure_ttl=FORGOTTEN_SECONDS,
    )
    return True


def perform(reaction_id: int) -> None:
    """Do one reaction; called by the rq worker."""
    with _app().app_context():
        do_next(REACTIONS, reaction_id)


@cache
def _app() -> Flask:
    return create_app()


def work(redis_url: str, *, burst: bool = False) -> None:
    """Work the queue off in this process; fonts and keys stay loaded between jobs."""
    connection = Redis.from_url(redis_url)
    worker = SimpleWorker(
        [queue(redis_url)],
        connection=connection,
        serializer=JSONSerializer,
        job_class=ReactionJob,
    )
    worker.work(burst=burst, logging_level="WARNING")
