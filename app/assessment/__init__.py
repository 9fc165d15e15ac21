"""Assessment: question bank with immutable versions, papers drawn and graded here. Knows no course."""
