"""How a page answers a deed: done and on, or refused with everything typed still there."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, make_response, redirect, render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from certplatform.domain.errors import Invalid, NotFresh, NotReady, NotVisible, Refusal
from certplatform.web.formats import refused, sentence, shown


def attempt(form: FlaskForm, deed: Callable[[], Any]) -> bool:
    """Validate the form and do the deed; False when refused, with the reasons on the form.

    What is not visible stays absent, and a sign-in that is not fresh leads to the password page:
    both go on to the error pages.
    """
    if not form.validate_on_submit():
        g.answer_status = 422 if request.method == "POST" else 200
        return False
    try:
        deed()
    except (NotVisible, NotFresh):
        raise
    except Refusal as refusal:
        _explain(form, refusal)
        g.answer_status = refusal.status
        return False
    return True


def _explain(form: FlaskForm, refusal: Refusal) -> None:
    if isinstance(refusal, NotReady):
        g.obstacles = refusal.obstacles
    else:
        form.form_errors.append(refused(refusal))
    if isinstance(refusal, Invalid):
        for name, message in refusal.fields.items():
            if name in form:
                said = sentence(message, refusal.params)
                form[name].errors = [*form[name].errors, said]


def page(template: str, **context: Any) -> Response:
    """Render a template with the status that `attempt` found."""
    context.setdefault("refused_obstacles", shown(g.get("obstacles", [])))
    return make_response(render_template(template, **context), g.get("answer_status", 200))


def done(message: str, target: str) -> Response:
    """Say that it is done, and go on; 303, so that a reload repeats nothing."""
    flash(message, "good")
    return redirect(target, code=303)
