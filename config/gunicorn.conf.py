"""gunicorn: fonts and keys are loaded once, before the workers fork."""

import multiprocessing

from certplatform.documents.fonts import load_fonts

bind = "127.0.0.1:8000"
workers = multiprocessing.cpu_count()
worker_class = "sync"
preload_app = True
timeout = 60
max_requests = 5000
max_requests_jitter = 500


def on_starting(server: object) -> None:
    """Load what all workers share."""
    del server
    load_fonts()
