"""The Data Wizard stack: a Django site on PostgreSQL under ddtrace, traffic, a custom check, and an inbox."""
