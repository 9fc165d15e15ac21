"""What points on a picture are worth (pure). Geometry is exact: places are whole thousandths."""

from fractions import Fraction

from app.assessment.answers import Answer
from app.assessment.grading.shapes import points_in
from app.assessment.grading.shares import NOTHING
from app.assessment.questions import Hotspot, Picture, Region

Point = tuple[int, int]
MOST_POINTS = 100


def grade_hotspot(question: Hotspot, answer: Answer) -> Fraction:
    """Right regions hit minus points outside all of them, of the right regions, not below 0.

    One point hits one region, also where regions overlap; a second point in the same region neither wins nor
    costs.
    """
    right = [region for region in question.regions if region.right]
    points = points_in(answer, MOST_POINTS)
    reached = [{n for n, region in enumerate(right) if holds(region, p, question.picture)} for p in points]
    outside = sum(not regions for regions in reached)
    return max(NOTHING, Fraction(_hit(reached) - outside, len(right)))


def _hit(reached: list[set[int]]) -> int:
    """How many regions are hit when every point is counted for the region where it serves best."""
    point_of: dict[int, int] = {}
    return sum(_find_region(point, reached, point_of, set()) for point in range(len(reached)))


def _find_region(point: int, reached: list[set[int]], point_of: dict[int, int], tried: set[int]) -> bool:
    """Give a region to the point; one that is taken is given if its point finds another."""
    for region in reached[point] - tried:
        tried.add(region)
        if region not in point_of or _find_region(point_of[region], reached, point_of, tried):
            point_of[region] = point
            return True
    return False


def holds(region: Region, point: Point, picture: Picture) -> bool:
    """Whether the point lies in the region or on its edge."""
    x, y = point
    if region.shape == "rectangle":
        left, top, right, bottom = region.at
        return min(left, right) <= x <= max(left, right) and min(top, bottom) <= y <= max(top, bottom)
    if region.shape == "circle":
        across, down, radius = region.at
        wide, high = (x - across) * picture.width, (y - down) * picture.height
        return wide**2 + high**2 <= (radius * picture.width) ** 2
    return _in_polygon(corners(region), point)


def corners(region: Region) -> list[Point]:
    """The corners of a polygon."""
    return list(zip(region.at[::2], region.at[1::2], strict=True))


def _in_polygon(polygon: list[Point], point: Point) -> bool:
    """By the ray to the right of the point: inside when it crosses the outline an odd number of times."""
    inside = False
    for start, end in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        turn = _turn(start, end, point)
        if turn == 0 and _is_between(start, end, point):
            return True
        if (start[1] > point[1]) != (end[1] > point[1]) and (turn > 0) == (end[1] > start[1]):
            inside = not inside
    return inside


def _turn(start: Point, end: Point, point: Point) -> int:
    """Above 0 when the point lies on one side of the line, below on the other, 0 on it."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _is_between(start: Point, end: Point, point: Point) -> bool:
    """Whether a point on the line lies between the two."""
    xs, ys = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return xs[0] <= point[0] <= xs[1] and ys[0] <= point[1] <= ys[1]
