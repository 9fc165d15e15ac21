"""What is locked, by which unmet requirements, and when a part or a curriculum is done."""

from app.catalogue.documents import CourseStep, Curriculum, Part
from app.learning.unlocking import (
    curriculum_standing,
    opened_by,
    part_standing,
    required_before,
    unmet_courses,
    unmet_items,
)
from tests.factories import catalogue as make


def keys(items: tuple) -> list[str]:
    return [item.key for item in items]


def test_an_item_without_requirements_is_open() -> None:
    course = make.course("leads", make.video(), make.quiz())
    assert unmet_items(course, course.by_key["quiz"], ()) == ()


def test_each_unmet_requirement_is_named_in_the_order_of_the_course() -> None:
    course = make.course("c", make.video("a"), make.video("b"), make.quiz(requires=("b", "a")))
    quiz = course.by_key["quiz"]
    assert keys(unmet_items(course, quiz, ())) == ["a", "b"]
    assert keys(unmet_items(course, quiz, {"a"})) == ["b"]
    assert unmet_items(course, quiz, {"a", "b"}) == ()


def test_all_means_every_item_before_it_but_the_optional_ones() -> None:
    course = make.course(
        "c",
        make.video("a"),
        make.video("b", is_optional=True),
        make.quiz(requires=("all",)),
        make.video("after"),
    )
    assert required_before(course, course.by_key["quiz"]) == ("a",)


def test_an_item_that_is_done_is_not_locked_again() -> None:
    course = make.course("c", make.video("a"), make.quiz(requires=("a",)))
    assert unmet_items(course, course.by_key["quiz"], {"quiz"}) == ()


def test_a_course_waits_for_those_named_in_its_curriculum() -> None:
    path = make.curriculum("p", "a", "b", "c", after={"c": ("a", "b")})
    assert unmet_courses("c", [path], {"a"}) == ("b",)
    assert unmet_courses("c", [path], {"a", "b"}) == ()
    assert opened_by("a", [path]) == ("c",)


def test_one_curriculum_that_opens_a_course_is_enough() -> None:
    strict = make.curriculum("p", "a", "c", after={"c": ("a",)})
    loose = make.curriculum("q", "c")
    assert unmet_courses("c", [strict, loose], ()) == ()
    assert unmet_courses("c", [strict], ()) == ("a",)


def test_a_completed_course_stays_open() -> None:
    path = make.curriculum("p", "a", "c", after={"c": ("a",)})
    assert unmet_courses("c", [path], {"c"}) == ()


def test_a_part_may_need_only_some_of_its_courses() -> None:
    steps = tuple(CourseStep(key) for key in "abc")
    part = Part(make.both("Some"), steps, 2)
    assert not part_standing(part, {"a"}).is_done
    assert part_standing(part, {"a", "c"}).is_done
    assert part_standing(part, {"a", "b", "c"}).done == 2


def test_a_curriculum_is_done_when_every_part_is() -> None:
    some = Part(make.both("Some"), tuple(CourseStep(key) for key in "abc"), 2)
    rest = Part(make.both("Rest"), (CourseStep("d"),), 1)
    path = Curriculum("p", ("en",), make.both("P"), make.both("P"), "Mali", (some, rest))
    three = curriculum_standing(path, {"a", "b", "c"})
    assert (three.done, three.needed, three.is_done) == (2, 3, False)
    assert curriculum_standing(path, {"a", "b", "d"}).is_done
