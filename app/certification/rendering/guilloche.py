"""Engraved ornament of the classic certificate: every line is a formula, traced as Béziers."""

from collections.abc import Callable
from itertools import pairwise
from math import cos, pi, sin

from app.certification.rendering.colour import mix

Point = tuple[float, float]
TURN = 2 * pi
WHITE = "#ffffff"
WIDTH, HEIGHT = 297, 210


def closed_path(at: Callable[[float], Point], segments: int) -> str:
    """Trace at(0..1) as a closed chain of cubic Béziers through exact points."""
    step, nudge = 1 / segments, 1e-5
    points, slopes = [], []
    for i in range(segments + 1):
        t = i * step
        before, after = at(t - nudge), at(t + nudge)
        points.append(at(t))
        slopes.append(tuple((b - a) / (2 * nudge) * step / 3 for a, b in zip(before, after, strict=True)))
    parts = [f"M{points[0][0]:.2f} {points[0][1]:.2f}"]
    for (p, q), (dp, dq) in zip(pairwise(points), pairwise(slopes), strict=True):
        parts.append(
            f"C{p[0] + dp[0]:.2f} {p[1] + dp[1]:.2f} {q[0] - dq[0]:.2f} "
            f"{q[1] - dq[1]:.2f} {q[0]:.2f} {q[1]:.2f}"
        )
    return "".join(parts) + "Z"


def frame_point(t: float, inset: float, radius: float, offset: float) -> Point:
    """The point at share t of a rounded rectangle, moved outwards by offset."""
    w, h = WIDTH - 2 * inset - 2 * radius, HEIGHT - 2 * inset - 2 * radius
    arc = radius * pi / 2
    round_trip = 2 * (w + h) + 4 * arc
    s = (t * round_trip + w / 2) % round_trip  # from the middle of the top: mirrors itself
    x, y = inset + radius, inset
    for side, angle in ((w, -90), (h, 0), (w, 90), (h, 180)):
        a = angle * pi / 180
        out = (cos(a), sin(a))
        along = (-out[1], out[0])
        if s <= side:
            return x + along[0] * s + out[0] * offset, y + along[1] * s + out[1] * offset
        s -= side
        x, y = x + along[0] * side, y + along[1] * side
        centre = (x - out[0] * radius, y - out[1] * radius)
        if s <= arc:
            b = a + s / radius
            reach = radius + offset
            return centre[0] + cos(b) * reach, centre[1] + sin(b) * reach
        s -= arc
        x, y = centre[0] + along[0] * radius, centre[1] + along[1] * radius
    return x, y


def rosette(centre: Point, radius: float, swing: float, petals: int, phase: float) -> str:
    """A circle whose radius swings so many times a turn, as a path."""

    def at(t: float) -> Point:
        a = t * TURN
        r = radius + swing * sin(petals * a + phase)
        return centre[0] + r * cos(a), centre[1] + r * sin(a)

    return closed_path(at, petals * 4)


def strand(d: str, colour: str, width: float) -> str:
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def svg(width: float, height: float, content: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}mm" height="{height}mm">{"".join(content)}</svg>'
    )


def border(accent: str) -> str:
    """The frame: a braid of sine waves along a rounded rectangle, with a small rosette in each corner."""
    inset, radius, waves, strands = 13.4, 7.5, 108, 4
    soft = mix(accent, WHITE, 0.6)
    lines = []
    for k in range(strands):
        phase = TURN * k / strands

        def braid(t: float, phase: float = phase) -> Point:
            swell = 0.7 + 0.3 * cos(TURN * t * waves / 3)
            return frame_point(t, inset, radius, 3.6 * swell * sin(TURN * waves * t + phase))

        def core(t: float, phase: float = phase) -> Point:
            return frame_point(t, inset, radius, 1.2 * sin(TURN * waves * t * 2 + phase))

        lines.append(strand(closed_path(braid, waves * 4), accent, 0.14))
        if k % 2 == 0:
            lines.append(strand(closed_path(core, waves * 8), soft, 0.12))
    for gap, width in ((7.8, 0.6), (8.9, 0.15), (17.9, 0.15), (18.8, 0.35)):
        lines.append(
            f'<rect x="{gap}" y="{gap}" width="{WIDTH - 2 * gap}" '
            f'height="{HEIGHT - 2 * gap}" fill="none" '
            f'stroke="{accent}" stroke-width="{width}"/>'
        )
    for x in (15.2, WIDTH - 15.2):
        for y in (15.2, HEIGHT - 15.2):
            lines += corner((x, y), accent)
    return svg(WIDTH, HEIGHT, lines)


def corner(centre: Point, accent: str) -> list[str]:
    """A small rosette on a white disc that joins two sides of the frame."""
    circle = '<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="{}"/>'
    lines = [
        circle.format(*centre, 10.6, WHITE, accent, 0.5),
        circle.format(*centre, 9.9, WHITE, accent, 0.13),
    ]
    for radius, swing, petals, strands in ((6.9, 2.3, 16, 4), (3.4, 1.9, 10, 3)):
        lines += [
            strand(rosette(centre, radius, swing, petals, TURN * k / strands), accent, 0.13)
            for k in range(strands)
        ]
    return lines


def watermark(accent: str) -> str:
    """The pale rosette behind the text."""
    pale, size = mix(accent, WHITE, 0.12), 124
    centre = (size / 2, size / 2)
    rings = ((52, 8.5, 24, 4), (36, 10, 18, 4), (20, 9, 12, 4))
    lines = [
        strand(rosette(centre, radius, swing, petals, TURN * k / strands), pale, 0.18)
        for radius, swing, petals, strands in rings
        for k in range(strands)
    ]
    return svg(size, size, lines)


def seal(accent: str, number: str) -> str:
    """The rosette round the QR code; petals follow the number, so each certificate has its own."""
    size, alphabet = 50, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    value = sum(alphabet.index(c) * (i + 1) for i, c in enumerate(number))
    outer, inner = 20 + value % 4 * 2, 30 + value // 4 % 4 * 3
    lean = value // 16 % 12 / 12 * TURN
    centre, soft = (size / 2, size / 2), mix(accent, WHITE, 0.55)
    disc = '<circle cx="{0}" cy="{0}" r="{1}" fill="{2}" stroke="{3}" stroke-width="{4}"/>'
    lines = [
        disc.format(size / 2, 24.4, WHITE, accent, 0.3),
        disc.format(size / 2, 15.3, "none", accent, 0.16),
    ]
    for k in range(6):
        lines.append(strand(rosette(centre, 20.4, 3.4, outer, TURN * k / 6 + lean), accent, 0.12))
    for k in range(3):
        lines.append(strand(rosette(centre, 17.6, 1.7, inner, TURN * k / 3 - lean), soft, 0.12))
    return svg(size, size, lines)
