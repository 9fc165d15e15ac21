"""Commands: flask points …"""

from flask.cli import AppGroup

group = AppGroup("points", help="points")
