"""A small Django site: patients and their visits, on PostgreSQL."""
