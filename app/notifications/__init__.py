"""Notices: an inbox row and a mail for what a person should know."""
