"""The catalogue of channels, one module each."""
