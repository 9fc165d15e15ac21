"""Jobs of certification."""
