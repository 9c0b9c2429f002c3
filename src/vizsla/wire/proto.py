"""Protobuf messages of the intake protocol, from a table of their fields.

A line is a message; a field is `name=number:type`, `*` before a type repeats it, `{k,v}` is a map. Numbers are those of
the vendor's published agent-payload definitions.
"""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message

from vizsla.wire.errors import WireError

_TABLE = """
Resource type=1:string name=2:string
MetricPoint value=1:double timestamp=2:int64
Origin metric_type=3:uint32 product=4:uint32 category=5:uint32 service=6:uint32
SeriesMetadata origin=1:Origin
MetricSeries resources=1:*Resource metric=2:string tags=3:*string points=4:*MetricPoint type=5:int32 unit=6:string \
source_type_name=7:string interval=8:int64 metadata=9:SeriesMetadata
MetricPayload series=1:*MetricSeries
Dogsketch ts=1:int64 cnt=2:int64 min=3:double max=4:double avg=5:double sum=6:double k=7:*sint32 n=8:*uint32
SketchSeries metric=1:string host=2:string tags=4:*string dogsketches=7:*Dogsketch metadata=8:SeriesMetadata
SketchPayload sketches=1:*SketchSeries
MetadataV3 tags=1:*string resources=2:*string
ColumnsV3 names=1:bytes tags=2:bytes tagsets=3:*sint64 resources=4:bytes resource_lens=5:*int64 \
resource_types=6:*sint64 resource_names=7:*sint64 source_types=8:bytes types=10:*uint64 name_refs=11:*sint64 \
tagset_refs=12:*sint64 resource_refs=13:*sint64 intervals=14:*uint64 point_counts=15:*uint64 timestamps=16:*sint64 \
integers=17:*sint64 floats=18:*float doubles=19:*double bin_counts=20:*uint64 bin_keys=21:*sint32 \
bin_sizes=22:*uint32 source_type_refs=23:*sint64 units=25:bytes unit_refs=26:*sint64
PayloadV3 metadata=2:MetadataV3 columns=3:ColumnsV3
SpanLink trace_id=1:uint64 trace_id_high=2:uint64 span_id=3:uint64 attributes=4:{string,string} tracestate=5:string \
flags=6:uint32
EventArray values=1:*EventAttribute
EventAttribute type=1:int32 string_value=2:string bool_value=3:bool int_value=4:int64 double_value=5:double \
array_value=6:EventArray
SpanEvent time_unix_nano=1:fixed64 name=2:string attributes=3:{string,EventAttribute}
Span service=1:string name=2:string resource=3:string trace_id=4:uint64 span_id=5:uint64 parent_id=6:uint64 \
start=7:int64 duration=8:int64 error=9:int32 meta=10:{string,string} metrics=11:{string,double} type=12:string \
meta_struct=13:{string,bytes} span_links=14:*SpanLink span_events=15:*SpanEvent
TraceChunk priority=1:int32 origin=2:string spans=3:*Span tags=4:{string,string} dropped_trace=5:bool
TracerPayload container_id=1:string language_name=2:string language_version=3:string tracer_version=4:string \
runtime_id=5:string chunks=6:*TraceChunk tags=7:{string,string} env=8:string hostname=9:string app_version=10:string
AgentPayload host_name=1:string env=2:string tracer_payloads=5:*TracerPayload tags=6:{string,string} \
agent_version=7:string target_tps=8:double error_tps=9:double rare_sampler_enabled=10:bool
SketchMapping gamma=1:double index_offset=2:double interpolation=3:int32
SketchStore bin_counts=1:{sint32,double} contiguous_bin_counts=2:*double contiguous_bin_index_offset=3:sint32
DDSketch mapping=1:SketchMapping positive_values=2:SketchStore negative_values=3:SketchStore zero_count=4:double
"""

_PACKAGE = "vizsla"
_Field = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    name: getattr(_Field, f"TYPE_{name.upper()}")
    for name in (
        "string",
        "bytes",
        "double",
        "float",
        "int32",
        "int64",
        "uint32",
        "uint64",
        "sint32",
        "sint64",
        "fixed64",
        "bool",
    )
}


def _typed(field: Any, kind: str) -> None:
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
    else:
        field.type, field.type_name = _Field.TYPE_MESSAGE, f".{_PACKAGE}.{kind}"


def _add_field(message: Any, text: str) -> None:
    name, _, rest = text.partition("=")
    number, _, kind = rest.partition(":")
    field = message.field.add(name=name, number=int(number), label=_Field.LABEL_OPTIONAL)
    if kind.startswith("{"):
        entry_name = name.title().replace("_", "") + "Entry"
        entry = message.nested_type.add(name=entry_name)
        entry.options.map_entry = True
        for index, part in enumerate(kind.strip("{}").split(","), 1):
            _typed(entry.field.add(name=("key", "value")[index - 1], number=index, label=_Field.LABEL_OPTIONAL), part)
        field.label, field.type = _Field.LABEL_REPEATED, _Field.TYPE_MESSAGE
        field.type_name = f".{_PACKAGE}.{message.name}.{entry_name}"
        return
    if kind.startswith("*"):
        field.label, kind = _Field.LABEL_REPEATED, kind[1:]
    _typed(field, kind)


def _classes() -> dict[str, type[Message]]:
    file = descriptor_pb2.FileDescriptorProto(name="vizsla/intake.proto", package=_PACKAGE, syntax="proto3")
    for line in _TABLE.strip().splitlines():
        name, *fields = line.split()
        message = file.message_type.add(name=name)
        for field in fields:
            _add_field(message, field)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        message.name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{message.name}"))
        for message in file.message_type
    }


_CLASSES = _classes()


def new(name: str) -> Any:
    """An empty message of the table."""
    return _CLASSES[name]()


def parse(name: str, body: bytes) -> Any:
    """The message in these bytes; WireError when they are not one."""
    message = _CLASSES[name]()
    try:
        message.ParseFromString(body)
    except DecodeError as error:
        raise WireError(f"the body is not a protobuf {name}: {error}") from error
    return message
