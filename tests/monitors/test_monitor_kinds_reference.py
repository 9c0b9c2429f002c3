"""docs/reference/monitor-kinds.md is what the catalogue says; run this file to write it anew."""

from pathlib import Path

from vizsla.documents.monitor import TYPES
from vizsla.documents.monitor_options import CHECKS
from vizsla.monitors.kind import condition_of, kind_of, kinds

FILE = Path(__file__).parents[2] / "docs" / "reference" / "monitor-kinds.md"


def page() -> str:
    """The table of every kind."""
    lines = [
        "# Kinds of monitors",
        "",
        "Made from the catalogue. Every monitor is stored and given back as it was given; those of kinds that are not",
        "evaluated say why, as does a monitor whose formula asks for data that Vizsla does not have.",
        "",
        "| kind | API types | evaluated | what it is |",
        "|---|---|---|---|",
    ]
    examples = ["", "## Queries", ""]
    for kind in sorted(kinds().values(), key=lambda one: (bool(one.unevaluated), one.name)):
        types = ", ".join(f"`{one}`" for one in kind.types)
        lines.append(
            f"| {kind.name} | {types} | {f'no: {kind.unevaluated}' if kind.unevaluated else 'yes'} | {kind.doc} |"
        )
        if kind.example:
            examples += [f"{kind.name}:", "", "```", kind.example, "```", ""]
    return "\n".join([*lines, *examples]).rstrip() + "\n"


def test_the_reference_is_up_to_date() -> None:
    assert FILE.read_text() == page(), f"run python {Path(__file__).relative_to(FILE.parents[2])}"


def test_every_type_has_a_kind_and_every_example_is_its_own() -> None:
    assert all(kind_of(one) for one in TYPES)
    for kind in kinds().values():
        if kind.example:
            assert kind_of(kind.types[0], kind.example) is kind
            condition_of({"type": kind.types[0], "query": kind.example})


def test_the_guide_tells_of_every_option() -> None:
    guide = (FILE.parents[1] / "guide" / "monitors.md").read_text()
    assert [one for one in (*CHECKS, "scheduling_options") if f"`{one}`" not in guide] == []


if __name__ == "__main__":
    FILE.write_text(page())
