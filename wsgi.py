"""The entry for WSGI servers: `gunicorn --config config/gunicorn.conf.py wsgi:app`."""

from certplatform.factory import create_app

app = create_app()
