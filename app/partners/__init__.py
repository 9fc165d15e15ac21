"""Companies: the vendor and its partners, with their type, region, tier and profile. Knows no people."""
