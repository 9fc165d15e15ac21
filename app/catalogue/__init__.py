"""What is taught: immutable, versioned documents and their search text."""
