"""Notify delivers: it reads stored transitions and tells people through channels."""
