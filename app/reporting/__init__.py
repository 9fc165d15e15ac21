"""Reports: who is certified, what lapses, what a company did. Reads everything below, writes nothing."""
