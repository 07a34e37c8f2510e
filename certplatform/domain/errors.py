"""Why a deed was refused. Pages turn each kind into one status code and a sentence."""

from collections.abc import Mapping, Sequence

from certplatform.domain.obstacles import Obstacle


class Refusal(Exception):
    """Base of all refusals; `message` is an English message id with %(name)s fields."""

    status = 400

    def __init__(self, message: str, params: Mapping[str, str | int] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.params = dict(params or {})


class NotVisible(Refusal):
    """The actor may not know that it exists: answered like something absent (404)."""

    status = 404


class NotAllowed(Refusal):
    """Visible, but not this actor's to do (403)."""

    status = 403


class NotNow(Refusal):
    """Not possible in the present state (409)."""

    status = 409


class Stale(Refusal):
    """Somebody else changed it meanwhile (409)."""

    status = 409


class Differs(Stale):
    """Two people changed the same; what does not differ is kept, the fields named are not (409)."""

    def __init__(self, message: str, fields: Sequence[str]) -> None:
        super().__init__(message)
        self.fields = tuple(fields)


class Invalid(Refusal):
    """Input that cannot be taken; `fields` maps field names to message ids (422)."""

    status = 422

    def __init__(
        self,
        message: str,
        params: Mapping[str, str | int] | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, params)
        self.fields = dict(fields or {})


class NotReady(Refusal):
    """Rules stand in the way; the page shows the obstacles (422)."""

    status = 422

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(obstacles[0].fact, obstacles[0].params)
        self.obstacles = list(obstacles)


class NotFresh(Refusal):
    """The deed asks for a sign-in that is only minutes old (403, then the sign-in page)."""

    status = 403


class TooOften(Refusal):
    """Tried too many times; later it is possible again (429)."""

    status = 429
