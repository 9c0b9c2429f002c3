"""Downtimes: when, for what, and whom to tell; written in two forms of the API."""
