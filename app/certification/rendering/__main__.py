"""`python -I app/certification/rendering/__main__.py FOLDER`: an order as JSON comes in, a PDF goes out.

Exit code 0: the PDF stands on the standard output. 3: these facts cannot be printed, the reason stands on the
standard error. Anything else is an accident and may be tried again.

Started by its path it loads nothing of Kru but this folder: half the time, and no code that knows a secret.
"""

import sys
from pathlib import Path
from types import ModuleType

REFUSED = 3
ROOT = Path(__file__).resolve().parents[3]


def stand_alone() -> None:
    """Let `app` and `app.certification` be empty packages, so that importing this folder runs none of theirs."""
    for name in ("app", "app.certification"):
        if name not in sys.modules:
            package = ModuleType(name)
            package.__path__ = [str(ROOT / name.replace(".", "/"))]
            sys.modules[name] = package


def main() -> int:
    """Print one certificate."""
    stand_alone()
    from app.certification.rendering.limits import set_limits, shut_the_door

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
