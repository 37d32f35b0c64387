"""A year of a synthetic community on a clock of its own, through the real engine and the sandbox."""
