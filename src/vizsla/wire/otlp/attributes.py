"""OTLP attributes, and what a resource says of host, service, environment and tags."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vizsla.wire.flatten import text

# Resource attribute to tag, as the vendor's OpenTelemetry mapping publishes them.
_TAGS = {
    "container.id": "container_id", "container.name": "container_name", "container.image.name": "image_name",
    "container.image.tag": "image_tag", "container.runtime": "runtime", "cloud.provider": "cloud_provider",
    "cloud.region": "region", "cloud.availability_zone": "zone", "k8s.cluster.name": "kube_cluster_name",
    "k8s.namespace.name": "kube_namespace", "k8s.pod.name": "pod_name", "k8s.container.name": "kube_container_name",
    "k8s.deployment.name": "kube_deployment", "k8s.replicaset.name": "kube_replica_set",
    "k8s.statefulset.name": "kube_stateful_set", "k8s.daemonset.name": "kube_daemon_set", "k8s.job.name": "kube_job",
    "k8s.cronjob.name": "kube_cronjob", "aws.ecs.task.family": "task_family", "aws.ecs.cluster.arn": "ecs_cluster_name",
    "aws.ecs.task.arn": "task_arn", "aws.ecs.task.revision": "task_version",
    "process.executable.name": "process.executable.name", "process.command": "process.command",
}  # fmt: skip
_NO_HOST = ("localhost", "127.0.0.1", "0.0.0.0", "localhost.localdomain", "")  # noqa: S104


@dataclass(frozen=True)
class Resource:
    """Who sent it."""

    service: str
    env: str
    version: str
    host: str
    tags: tuple[str, ...]
    attributes: Mapping[str, Any]


def value_of(value: Any) -> Any:
    """An AnyValue as JSON has it."""
    match value.WhichOneof("value"):
        case "array_value":
            return [value_of(one) for one in value.array_value.values]
        case "kvlist_value":
            return plain(value.kvlist_value.values)
        case "bytes_value":
            return value.bytes_value.hex()
        case None:
            return None
        case kind:
            return getattr(value, kind)


def plain(attributes: Iterable[Any]) -> dict[str, Any]:
    """Key-value pairs as a dictionary."""
    return {pair.key: value_of(pair.value) for pair in attributes}


def tags_of(attributes: Mapping[str, Any]) -> list[str]:
    """Attributes of a data point as tags; an empty value is `n/a`."""
    return [f"{key}:{text(value) or 'n/a'}" for key, value in attributes.items()]


def resource_of(resource: Any) -> Resource:
    """What the resource says."""
    found = plain(resource.attributes)
    service = text(found.get("datadog.service") or found.get("service.name"))
    env = text(
        found.get("datadog.env") or found.get("deployment.environment.name") or found.get("deployment.environment")
    )
    version = text(found.get("datadog.version") or found.get("service.version"))
    tags = [f"{tag}:{text(found[key])}" for key, tag in _TAGS.items() if text(found.get(key))]
    for name, value in (("service", service), ("env", env), ("version", version)):
        if value:
            tags.append(f"{name}:{value}")
    return Resource(service, env, version, _host(found), tuple(tags), found)


def _host(found: Mapping[str, Any]) -> str:
    for key in ("host", "datadog.host.name"):
        if text(found.get(key)):
            return text(found[key])
    if found.get("aws.ecs.launchtype") == "fargate":
        return ""
    node = text(found.get("k8s.node.name"))
    if node:
        cluster = text(found.get("k8s.cluster.name"))
        return f"{node}-{cluster}" if cluster else node
    name = text(found.get("host.id") if found.get("cloud.provider") in ("aws", "azure") else "") or text(
        found.get("host.name") or found.get("host.id")
    )
    return "" if name in _NO_HOST else name
