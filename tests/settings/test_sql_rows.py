"""Rows of an answer in a terminal."""

from vizsla.cli.rows import lines


def test_a_table_that_fits() -> None:
    assert lines(["name", "n"], [["a\nb", 5], ["雪", None], ["", 12.5]], 80) == [
        "name     n",
        "────  ────",
        "a\\nb     5",
        "雪",
        "      12.5",
    ]


def test_rows_by_themselves_where_it_does_not() -> None:
    assert lines(["name", "n"], [["a long text", 5], ["b", 6]], 10) == [
        "name  a long text", "n     5", "", "name  b", "n     6", ""
    ]  # fmt: skip


def test_what_was_stored_does_not_steer_the_terminal() -> None:
    assert lines(["a\x1b[2J"], [["\x1b]0;x\x07\rhi\tthere"]], 80)[0::2] == [
        "a\\x1b[2J", "\\x1b]0;x\\x07\\rhi\\tthere"
    ]  # fmt: skip


def test_nothing() -> None:
    assert lines(["name"], [], 80) == ["name", "────"]
