"""What points on a picture are worth."""

from fractions import Fraction

import pytest

from app.assessment.grading import grade
from tests.assessment.grading.questions import hotspot, region

BOX = region("box", "rectangle", 100, 100, 300, 200)
FLIPPED = region("flipped", "rectangle", 300, 200, 100, 100)
FAR = region("far", "rectangle", 800, 800, 900, 900)
DECOY = region("decoy", "rectangle", 400, 400, 500, 500, right=False)
DISC = region("disc", "circle", 500, 500, 100)
WEDGE = region("wedge", "polygon", 100, 100, 500, 100, 100, 500)
ARROW = region("arrow", "polygon", 0, 0, 400, 200, 0, 400, 100, 200)
WIDE = region("wide", "rectangle", 100, 100, 500, 200)

ONE = hotspot(BOX, DECOY)
TWO = hotspot(BOX, FAR, DECOY)
OVERLAP = hotspot(BOX, WIDE)

POINTS = [
    # question, points, worth
    (ONE, [[200, 150]], "1"),
    (ONE, [[100, 100]], "1"),
    (ONE, [[300, 200]], "1"),
    (ONE, [[301, 150]], "0"),
    (ONE, [[200, 99]], "0"),
    (ONE, [[450, 450]], "0"),
    (ONE, [[200, 150], [450, 450]], "0"),
    (ONE, [[200, 150], [210, 150]], "1"),
    (ONE, [], "0"),
    (hotspot(FLIPPED), [[200, 150]], "1"),
    (TWO, [[200, 150], [850, 850]], "1"),
    (TWO, [[200, 150]], "1/2"),
    (TWO, [[200, 150], [850, 850], [0, 0]], "1/2"),
    (TWO, [[200, 150], [210, 150]], "1/2"),
    (TWO, [[200, 150], [0, 0]], "0"),
    (TWO, [[0, 0], [1, 1], [2, 2]], "0"),
    # one point counts for one region, and for the one where it serves best
    (OVERLAP, [[200, 150]], "1/2"),
    (OVERLAP, [[200, 150], [400, 150]], "1"),
    (OVERLAP, [[400, 150], [200, 150]], "1"),
    (OVERLAP, [[400, 150], [450, 150]], "1/2"),
    (OVERLAP, [[200, 150], [210, 150]], "1"),
    # a circle is round on the picture, which is twice as wide as high
    (hotspot(DISC), [[600, 500]], "1"),
    (hotspot(DISC), [[601, 500]], "0"),
    (hotspot(DISC), [[500, 700]], "1"),
    (hotspot(DISC), [[500, 701]], "0"),
    (hotspot(DISC), [[570, 641]], "1"),
    (hotspot(DISC), [[572, 645]], "0"),
    (hotspot(DISC, width=300, height=300), [[500, 600]], "1"),
    (hotspot(DISC, width=300, height=300), [[500, 601]], "0"),
    # corners and edges of a polygon belong to it
    (hotspot(WEDGE), [[200, 200]], "1"),
    (hotspot(WEDGE), [[100, 100]], "1"),
    (hotspot(WEDGE), [[300, 100]], "1"),
    (hotspot(WEDGE), [[300, 300]], "1"),
    (hotspot(WEDGE), [[301, 300]], "0"),
    (hotspot(WEDGE), [[501, 100]], "0"),
    (hotspot(WEDGE), [[99, 300]], "0"),
    (hotspot(ARROW), [[300, 200]], "1"),
    (hotspot(ARROW), [[99, 200]], "0"),
    (hotspot(ARROW), [[100, 200]], "1"),
    (hotspot(ARROW), [[50, 50]], "1"),
    (hotspot(ARROW), [[50, 350]], "1"),
    (hotspot(ARROW), [[20, 150]], "0"),
    # what is no point
    (ONE, [[200, 150, 1]], "0"),
    (ONE, [[200, True]], "0"),
    (ONE, [[200.0, 150.0]], "0"),
    (ONE, ["200,150"], "0"),
    (ONE, [[200, 150], None], "0"),
    (ONE, [[200, 150]] * 100, "1"),
    (ONE, [[200, 150]] * 101, "0"),
]


@pytest.mark.parametrize(("question", "points", "worth"), POINTS)
def test_right_regions_win_and_points_elsewhere_cost(question, points, worth):
    assert grade(question, points) == Fraction(worth)
