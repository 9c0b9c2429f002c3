"""Vizsla: self-hosted observability that speaks Datadog."""
