"""A population fitted to history, with how well it fits."""
