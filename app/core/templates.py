"""Templates know the globals of all templates and none of their own."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class Templates(Environment):
    """Flask's environment, quicker where a template imports a component.

    Each import compares the globals of both templates. Of two layered maps that is done name by name, hundreds of
    times a page; of the dictionary that they share it is one operation.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals
