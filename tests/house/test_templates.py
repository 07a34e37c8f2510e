"""Templates keep the house's norms, and each norm is shown to bite."""

import pytest
from flask import Flask

from certplatform import paths
from tests.house import template_lint as lint

PAGES = [str(one.relative_to(paths.TEMPLATES)) for one in lint.pages()]


@pytest.mark.parametrize("name", PAGES)
def test_every_template_compiles_and_keeps_the_norms(app: Flask, name: str) -> None:
    source = (paths.TEMPLATES / name).read_text(encoding="utf-8")

    app.jinja_env.compile(source, name)

    assert lint.complaints(app.jinja_env, name, source) == []


PLANTED = {
    "an inline script": ("<script>1</script>", "inline code"),
    "an inline style": ("<style>p{}</style>", "inline code"),
    "a style attribute": ('<p style="color:red">x</p>', "inline code"),
    "a handler attribute": ('<p onclick="x()">x</p>', "inline code"),
    "an unused macro": ("{% from 'components/forms.html' import field %}", "unused import"),
    "a page without title": ("{% extends 'layouts/work.html' %}", "no title"),
    "unexplained markup": ("{{ x | safe }}", "unexplained markup"),
    "a state compared": ("{% if case.state == 'publicity' %}x{% endif %}", "compares"),
    "a state in a list": ("{% if case.state in ['draft', 'stage1'] %}x{% endif %}", "compares"),
    "a role compared": ("{% if viewer.role != 'secretariat' %}x{% endif %}", "compares"),
    "a state tested": ("{{ x is eq('publicity') }}", "compares"),
    "an icon that is not there": ("{{ icon('no-such-icon') }}", "no icon"),
    "a form without token": ('<form method="post" action="/x"></form>', "without token"),
    "a very long template": ("\n" * 201, "lines"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_violation_is_caught(app: Flask, planted: str) -> None:
    source, expected = PLANTED[planted]

    found = lint.complaints(app.jinja_env, "work/planted.html", source)

    assert [one for one in found if expected in one]


def test_a_clean_page_gives_no_complaint(app: Flask) -> None:
    source = (
        "{% extends 'layouts/work.html' %}{% from 'components/tables.html' import empty %}"
        "{% block title %}x{% endblock %}{% block content %}{{ empty('x') }}"
        "{{ x | safe }}{# made by ourselves #}{{ icon('home') }}{% endblock %}"
    )

    assert lint.complaints(app.jinja_env, "work/clean.html", source) == []
