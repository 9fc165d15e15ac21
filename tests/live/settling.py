"""Run as a process of its own: settle one person from several threads at once. `settling.py <person> <threads>`"""

import sys

from app import create_app
from app.core import clock
from app.core.db import db
from app.flows.settle import settle
from tests.live.crowd import at_once


def main(person_id: int, threads: int) -> None:
    app = create_app()

    def one(_number: int) -> None:
        with app.app_context():
            settle(person_id, now=clock.now())
            db.session.remove()

    at_once(one, threads)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
