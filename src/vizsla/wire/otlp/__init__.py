"""OpenTelemetry's protocol over HTTP: metrics, logs and traces, mapped to tags and spans as the vendor's agent does."""
