"""Builds the application from settings."""

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from certplatform import api, paths
from certplatform.db import db
from certplatform.documents.keyring import KeyringIssuer
from certplatform.extensions import House, babel, csrf, limiter, login_manager
from certplatform.logbook import set_up_log
from certplatform.settings import Settings, read_settings
from certplatform.storage import open_store
from certplatform.web import routes
from certplatform.web.context import choose_locale, register_context
from certplatform.web.errors import register_errors
from certplatform.web.formats import register_formats
from certplatform.web.radar import register_radar


def create_app(settings: Settings | None = None) -> Flask:
    """The application. Raises UnfitForProduction for settings that only a demo may have."""
    settings = settings or read_settings()
    settings.refuse_unfit()
    set_up_log(settings.log_level)
    settings.instance.mkdir(parents=True, exist_ok=True)
    app = Flask(
        "certplatform",
        static_folder=str(paths.STATIC),
        template_folder=str(paths.TEMPLATES),
    )
    _configure(app, settings)
    app.extensions["house"] = House(
        settings,
        open_store(settings.storage_url, settings.instance / "files"),
        KeyringIssuer(settings),
    )
    db.init_app(app)
    csrf.init_app(app)
    # its own context processor would look the session up on every page, public ones too
    login_manager.init_app(app, add_context_processor=False)
    limiter.init_app(app)
    babel.init_app(app, locale_selector=choose_locale)
    register_formats(app)
    register_radar(app)
    register_errors(app)
    register_context(app)
    routes.register(app)
    api.register(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    secure = settings.address.startswith("https://")
    engine: dict[str, object] = {"pool_pre_ping": True}
    if settings.database.startswith("sqlite"):
        engine = {"connect_args": {"timeout": 30}}
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine,
        SESSION_COOKIE_NAME="__Host-certplatform" if secure else "certplatform",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=timedelta(days=1),
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2_000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=secure,
        BABEL_DEFAULT_LOCALE=settings.default_locale,
        BABEL_TRANSLATION_DIRECTORIES=str(paths.TRANSLATIONS),
        BABEL_DEFAULT_TIMEZONE=settings.timezone,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_HEADERS_ENABLED=True,
        RATELIMIT_ENABLED=settings.rate_limits,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
