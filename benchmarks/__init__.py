"""What Kru's hot pages cost beside the barest Flask application, measured in the same minutes. `make bench` runs it."""
