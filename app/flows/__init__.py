"""Stories over several packages, one file each: the only writers into more than one of them."""
