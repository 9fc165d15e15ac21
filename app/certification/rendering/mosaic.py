"""The band of the modern certificate: 30 tiles drawn from the certificate number.

The 26 characters carry 130 bits; each tile takes four (a shape and a quarter turn),
so no two certificates wear the same band. It is ornament: nothing reads it back.
"""

from app.certification.rendering.colour import mix

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
COLUMNS, ROWS, SIDE = 3, 10, 21


def mosaic(accent: str, number: str) -> str:
    bits = 0
    for character in number:
        bits = bits << 5 | ALPHABET.index(character)
    deep, light = mix(accent, "#000000", 0.78), mix(accent, "#ffffff", 0.62)
    pale = mix(accent, "#ffffff", 0.22)
    tiles = [f'<rect width="{COLUMNS * SIDE}" height="{ROWS * SIDE}" fill="{accent}"/>']
    for place in range(COLUMNS * ROWS):
        shape, turn = bits >> 2 & 3, bits & 3
        bits >>= 4
        column, row = place % COLUMNS, place // COLUMNS
        colours = ((deep, light), (light, pale), (deep, accent), (pale, light))[(column + row + shape) % 4]
        tiles.append(
            f'<g transform="translate({column * SIDE} {row * SIDE}) '
            f'rotate({turn * 90} {SIDE / 2} {SIDE / 2})">{tile(shape, *colours)}</g>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{COLUMNS * SIDE}mm" '
        f'height="{ROWS * SIDE}mm" viewBox="0 0 {COLUMNS * SIDE} {ROWS * SIDE}">'
        f"{''.join(tiles)}</svg>"
    )


def tile(shape: int, first: str, second: str) -> str:
    s, h = SIDE, SIDE / 2
    if shape == 0:
        return f'<path d="M0 0H{s}A{s} {s} 0 0 1 0 {s}Z" fill="{first}"/>'
    if shape == 1:
        return (
            f'<path d="M0 0H{s}A{s} {s} 0 0 1 0 {s}Z" fill="{first}"/>'
            f'<path d="M0 0H{h}A{h} {h} 0 0 1 0 {h}Z" fill="{second}"/>'
        )
    if shape == 2:
        return f'<path d="M0 0A{h} {h} 0 0 0 {s} 0Z" fill="{first}"/>'
    return (
        f'<path d="M0 {s}A{s} {s} 0 0 1 {s} 0A{s} {s} 0 0 1 0 {s}Z" fill="{first}"/>'
        f'<circle cx="{s * 0.82:.2f}" cy="{s * 0.82:.2f}" r="{s * 0.12:.2f}" fill="{second}"/>'
    )
