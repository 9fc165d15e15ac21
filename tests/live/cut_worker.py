"""Run as a process of its own: the real worker, whose power is cut before or after a step of the certificate job.

`cut_worker.py <module> <function> before|after`
"""

import importlib
import os
import signal
import sys
from typing import Any

from app import create_app
from app.core import queue


def cut(module_name: str, name: str, when: str) -> None:
    """Let the named step end the whole process as kill -9 does, before it begins or when it has come back."""
    module = importlib.import_module(module_name)
    step = getattr(module, name)

    def last_step(*args: Any, **kwargs: Any) -> None:
        if when == "after":
            step(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, last_step)


if __name__ == "__main__":
    app = create_app()
    cut(*sys.argv[1:])
    queue.work(app, threads=1, ticks=[])
