"""The printer of certificates. It runs in a child process of its own and imports nothing else of Kru."""
