"""`python -m app.certification.rendering FOLDER`: an order as JSON comes in, a PDF goes out.

Exit code 0: the PDF stands on the standard output. 3: these facts cannot be printed, the reason stands on the
standard error. Anything else is an accident and may be tried again.
"""

import sys
from pathlib import Path

from app.certification.rendering.limits import set_limits, shut_the_door

REFUSED = 3


def main() -> int:
    """Print one certificate."""
    set_limits()
    from weasyprint.urls import FatalURLFetchingError

    from app.certification.rendering.facts import Refused, read_order
    from app.certification.rendering.page import certificate

    shut_the_door()
    try:
        order = read_order(sys.stdin.buffer.read())
        printed = certificate(Path(sys.argv[1]), order.design, order.facts)
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    except FatalURLFetchingError as blocked:
        sys.stderr.write(f"the design asks for something that is not its own: {str(blocked)[:200]}\n")
        return REFUSED
    sys.stdout.buffer.write(printed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
