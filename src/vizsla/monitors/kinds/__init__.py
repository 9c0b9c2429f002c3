"""The catalogue of monitor kinds, one module each."""
