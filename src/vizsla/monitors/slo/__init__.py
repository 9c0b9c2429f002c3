"""Service level objectives: what was good of a time, and how much of the error budget is left."""
