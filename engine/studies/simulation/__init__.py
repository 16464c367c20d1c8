"""A population played on a virtual clock, by the very ``decide`` of production."""
