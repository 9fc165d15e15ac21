"""Commands: flask flows …"""

from flask.cli import AppGroup

group = AppGroup("flows", help="flows")
