"""Questions with options to choose from."""

from typing import Literal

from app.assessment.questions.parts import Option, Question, check_keys
from app.catalogue.documents import Text

Scheme = Literal["all_or_nothing", "right_minus_wrong", "every_decision", "shares"]
Floor = Literal["question", "none"]


class Single(Question, frozen=True, kw_only=True, tag="single"):
    """Exactly one option is right; others may be worth a share, which may be below 0."""

    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        check_options(self.options)
        if sum(option.right for option in self.options) != 1:
            raise ValueError("exactly one option must be right; mark one, or use type multiple")
        if any(option.right and option.share not in (None, 1.0) for option in self.options):
            raise ValueError("the right option is worth the whole mark; remove its share")


class Multiple(Question, frozen=True, kw_only=True, tag="multiple"):
    """One or more options are right; the scheme says what a part of them is worth.

    Only with the scheme `shares` and the floor `none` can it come to less than 0.
    """

    options: tuple[Option, ...]
    scheme: Scheme = "right_minus_wrong"
    floor: Floor = "question"

    def __post_init__(self) -> None:
        check_options(self.options)
        if not any(option.right for option in self.options):
            raise ValueError("no option is right; mark at least one with right: true")
        if self.scheme == "shares":
            if any(option.right != ((option.share or 0) > 0) for option in self.options):
                raise ValueError(
                    "with the scheme shares the right options, and only they, have a share above 0"
                )
            won = sum(option.share or 0 for option in self.options if option.right)
            if abs(won - 1) > 0.0001:
                raise ValueError(f"the shares of the right options make {won:g}; they must make 1")
        elif any(option.share is not None for option in self.options):
            raise ValueError("only the scheme shares knows shares; choose it or remove them")


class TrueFalse(Question, frozen=True, kw_only=True, tag="true_false"):
    """A statement that holds or does not. Its options, "true" and "false", are never shuffled."""

    answer: bool
    feedback_true: Text = {}
    feedback_false: Text = {}


def check_options(options: tuple[Option, ...]) -> None:
    """Raises ValueError when there is nothing to choose or a key stands twice."""
    if len(options) < 2:
        raise ValueError("a choice needs at least two options; add one")
    check_keys("options", (option.key for option in options))
