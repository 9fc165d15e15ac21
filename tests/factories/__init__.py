"""Rows that are valid by default, one file a package. A test names only what it is about."""
