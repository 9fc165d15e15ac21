"""People: accounts, roles in companies over time, sign-in, and whose data each of them may see."""
