"""What a command may refuse with. The message is for the person: what is closed, what is missing, how to get it."""


class DomainError(Exception):
    """A refusal in words; `field` names the form field it belongs to, if any."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class NotVisible(Exception):
    """The row is missing or belongs to somebody else; both answer 404 alike."""
