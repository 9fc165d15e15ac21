"""What is taught: immutable, versioned documents (courses, curricula, certifications, rules) and their search text."""
