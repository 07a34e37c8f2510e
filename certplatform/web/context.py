"""What every template may use: viewer, navigation, language, icons, security headers."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request
from flask import session as cookie
from flask_babel import get_locale, gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.extensions import house
from certplatform.web.formats import role
from certplatform.web.guards import is_sessionless
from certplatform.web.signin import current_actor, current_session

LOCALES = ("zh_CN", "en")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)
ICON = re.compile(r"[a-z0-9-]+")


def choose_locale() -> str:
    """The language of this request: chosen in the address, kept in the cookie, or the default."""
    wanted = request.args.get("lang", "")
    if wanted in LOCALES:
        if not is_sessionless() and cookie.get("lang") != wanted:
            cookie["lang"] = wanted
        return wanted
    kept = cookie.get("lang")
    return kept if kept in LOCALES else house().settings.default_locale


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in person as the layouts show them."""

    id: str
    name: str
    organisation_name: str
    roles_text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the navigation: where, what it is called, who sees it."""

    url: str
    label: str
    icon: str
    roles: frozenset[Role]


NAVIGATION: list[Link] = [
    Link("/work", N_("My work"), "clipboard-list", frozenset(Role)),
    Link("/cases", N_("Cases"), "folders", frozenset(Role) - {Role.REGULATOR, Role.ADMINISTRATOR}),
]


def add_navigation(url: str, label: str, icon: str, *roles: Role) -> None:
    """Let an actor's pages add their entry points; called while the pages are registered."""
    link = Link(url, label, icon, frozenset(roles))
    if link not in NAVIGATION:
        NAVIGATION.append(link)


def _navigation() -> list[dict[str, Any]]:
    held = {one.role for one in current_actor().holdings}
    return [
        {
            "url": link.url,
            "label": gettext(link.label),
            "icon": link.icon,
            "active": request.path == link.url or request.path.startswith(link.url + "/"),
            "badge": "",
        }
        for link in NAVIGATION
        if link.roles & held
    ]


def _viewer() -> Viewer | None:
    signed = current_session()
    if signed is None:
        return None
    actor = current_actor()
    names = dict.fromkeys(one.organisation_name for one in actor.holdings)
    roles = dict.fromkeys(role(one.role) for one in actor.holdings)
    return Viewer(signed.person.public_id, actor.name, "、".join(names), "、".join(roles))


def icon(name: str) -> Markup:
    """An icon of the vendored sprite; decoration only, so hidden from screen readers."""
    if not ICON.fullmatch(name):
        return Markup("")
    return Markup(
        '<svg class="c-icon" aria-hidden="true" focusable="false">'
        '<use href="/static/vendor/tabler-icons/sprite.svg#{}"></use></svg>'
    ).format(name)


def _other_locale_url() -> str:
    other = "en" if str(get_locale()) != "en" else "zh_CN"
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{request.path}?{urlencode([*kept, ('lang', other)])}"


def _shared() -> dict[str, Any]:
    sessionless = is_sessionless()
    return {
        "sessionless": sessionless,
        "locale": "en" if str(get_locale()).startswith("en") else "zh_CN",
        "other_locale_url": _other_locale_url(),
        "viewer": None if sessionless else _viewer(),
        "navigation": [] if sessionless or not current_session() else _navigation(),
        "demo": house().settings.demo,
    }


def secure(response: Response) -> Response:
    """Headers of every answer, errors and downloads included."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()"
    if house().settings.address.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static" and "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def register_context(app: Flask) -> None:
    """Give the shared names to the templates and the headers to the answers."""
    app.context_processor(_shared)
    app.add_template_global(icon, "icon")
    app.after_request(secure)
