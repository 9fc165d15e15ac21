"""Assessment: question bank with immutable versions, papers drawn and graded on the server. Knows no course."""
