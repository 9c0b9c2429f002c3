"""Records: the immutable facts that Vizsla stores, as columns."""
