"""`python -I app/certification/rendering/__main__.py FOLDER`: orders come in, certificates go out, until the end.

An order is its length (four bytes) and JSON. An answer is a status (one byte), a length and a PDF or a reason:
status 0 is a PDF; 3, these facts cannot be printed; anything else is an accident and may be tried again.

Each order is printed by a fork of its own, which ends with it: what was loaded before it is shared, what it does is
not. Started by its path this loads nothing of Kru but this folder: half the time, and no code that knows a secret.
"""

import os
import select
import shutil
import struct
import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType

PRINTED, ACCIDENT, REFUSED = 0, 1, 3
SIGNAL = 128
"""Status of a fork that a signal ended: 128 and the signal's number."""
ROOT = Path(__file__).resolve().parents[3]
IDLE_SECONDS = 60
"""Without an order for so long it ends: a worker that has nothing to print holds no memory for it."""

WARM_AFTER = 10
"""Orders after which it takes this to be a batch, for which warming up pays."""


def stand_alone() -> None:
    """Let `app` and `app.certification` be empty packages, so that importing this folder runs none of theirs."""
    for name in ("app", "app.certification"):
        if name not in sys.modules:
            package = ModuleType(name)
            package.__path__ = [str(ROOT / name.replace(".", "/"))]
            sys.modules[name] = package


def main(certificates: Path) -> None:
    """Load the engine and the designs once, then print order after order."""
    stand_alone()
    from app.certification.rendering.limits import set_limits

    set_limits()
    from app.certification.rendering.design import load

    for layout in sorted(certificates.glob("*/layout.json")):
        with suppress(Exception):  # whoever orders it is told what is wrong with it
            load(certificates, layout.parent.name)
    for number, order in enumerate(iter(next_order, b"")):
        if number == WARM_AFTER:
            warm_up(certificates)
        status, answer = in_a_fork(certificates, order)
        sys.stdout.buffer.write(struct.pack(">BI", status, len(answer)) + answer)
        sys.stdout.buffer.flush()


def warm_up(certificates: Path) -> None:
    """Print the designs' own samples once in here: what the engine keeps of fonts every later fork then has."""
    import gc
    import json

    from app.certification.rendering.facts import read_order
    from app.certification.rendering.page import certificate

    for sample in sorted(certificates.glob("*/sample.json")):
        with suppress(Exception):
            for facts in json.loads(sample.read_bytes()).values():
                order = read_order(json.dumps({"design": sample.parent.name, "facts": facts}).encode())
                certificate(certificates, order.design, order.facts)
    gc.freeze()


def next_order() -> bytes:
    """The next order; nothing when there is none any more."""
    if not select.select([sys.stdin.fileno()], [], [], IDLE_SECONDS)[0]:
        return b""
    head = _read(sys.stdin.fileno(), 4)
    return _read(sys.stdin.fileno(), *struct.unpack(">I", head)) if head else b""


def in_a_fork(certificates: Path, order: bytes) -> tuple[int, bytes]:
    """Print one order in a process of its own; what it leaves is its status and what it wrote."""
    back, forth = os.pipe()
    child = os.fork()
    if child == 0:
        status, answer = print_one(certificates, order)
        with open(forth, "wb") as pipe:
            pipe.write(answer)
        os._exit(status)
    os.close(forth)
    with open(back, "rb") as pipe:
        answer = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return (code, answer) if code >= 0 else (SIGNAL - code, b"")


def print_one(certificates: Path, order: bytes) -> tuple[int, bytes]:
    """Behind the shut door: a PDF, or the reason why there is none."""
    from weasyprint.urls import FatalURLFetchingError

    from app.certification.rendering.facts import Refused, read_order
    from app.certification.rendering.limits import shut_the_door
    from app.certification.rendering.page import certificate

    try:
        shut_the_door()
        wanted = read_order(order)
        return PRINTED, certificate(certificates, wanted.design, wanted.facts)
    except Refused as refusal:
        return REFUSED, str(refusal).encode()
    except FatalURLFetchingError as blocked:
        return REFUSED, f"the design asks for something that is not its own: {str(blocked)[:200]}".encode()
    except BaseException as accident:  # a fork must never go on as if it were the parent
        return ACCIDENT, f"{type(accident).__name__}: {str(accident)[:400]}".encode()


def _read(source: int, count: int) -> bytes:
    """Exactly so many bytes, or none when the input ends."""
    read = b""
    while len(read) < count:
        part = os.read(source, count - len(read))
        if not part:
            return b""
        read += part
    return read


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except BrokenPipeError:  # whoever ordered is gone
        os._exit(ACCIDENT)
    finally:
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
