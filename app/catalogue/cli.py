"""Commands: flask catalogue …"""

from flask.cli import AppGroup

group = AppGroup("catalogue", help="catalogue")
