"""Tints of the one accent colour, as plain hex (no transparency in the PDF)."""


def mix(accent: str, other: str, share: float) -> str:
    """`share` of the accent, the rest of `other`: mix("#12504a", "#ffffff", 0.2)."""
    pair = zip(bytes.fromhex(accent[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pair)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (byte / 255 for byte in bytes.fromhex(colour[1:]))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    """WCAG contrast ratio; refuse an accent that has less than 4.5 on white."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)
