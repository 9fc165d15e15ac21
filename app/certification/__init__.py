"""Certification: requirements, award periods, certificates and their verification. Reads evidence, knows no quiz."""
