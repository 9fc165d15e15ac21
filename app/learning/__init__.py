"""Learning: enrolments, evidence of watching, reading, ticking and accepting, and what is finished."""
