"""What all people of a story have in common."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from certplatform.models.person import Person
from tests.stories.browser import Browser

if TYPE_CHECKING:
    from tests.stories.walk import Walk


class Somebody:
    """A person, or several of one kind, in a story."""

    part = ""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk

    @property
    def person(self) -> Person:
        """The person behind it."""
        return self.walk.world[self.part]

    def at_work(self) -> AbstractContextManager[Browser]:
        """This person's own screen."""
        return self.walk.at_work(self.person)

    def signs_a_declaration(self, person: Person) -> None:
        """Somebody who was asked signs the declaration that waits in their work list."""
        with self.walk.at_work(person) as browser:
            browser.opens("/work")
            browser.opens(browser.link("/assignments/"))
            browser.sends('form[action$="/sign"]')
