"""The process that draws: it ends when idle, and one that died is replaced."""

from vizsla.notify.painter import Painter
from vizsla.notify.picture import Picture
from vizsla.notify.quantity import quantity

PICTURE = Picture("timeseries", "nothing $x_", 0, 3600, [])


def test_a_dead_process_is_replaced_and_an_idle_one_ends() -> None:
    painter = Painter(idle_s=0.2)
    assert painter.drawn(PICTURE).startswith(b"\x89PNG")
    process = painter._process
    assert process is not None
    process.kill()
    process.wait()
    assert painter.drawn(PICTURE).startswith(b"\x89PNG")
    process = painter._process
    assert process is not None
    process.wait(20)
    painter.stop()


def test_quantities() -> None:
    said = {
        quantity(1536, "byte"): "1.5 KiB",
        quantity(0.25, "fraction"): "25%",
        quantity(12345): "12.35k",
        quantity(0.004): "0.004",
        quantity(0.25, "second"): "250 ms",
        quantity(90, "minute"): "1.5 h",
        quantity(float("nan")): "–",
    }
    assert list(said) == list(said.values())
