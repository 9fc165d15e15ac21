"""Plumbing that knows no business word: database, clock, jobs, storage, mail, audit, access, errors, languages."""
