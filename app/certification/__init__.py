"""Certification: requirements, award periods, certificates, verification. Reads evidence, knows no quiz."""
