"""Monitors decide: observe, change state, write down transitions. Telling people is notify's."""
