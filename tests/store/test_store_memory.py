"""What an engine at rest costs."""

import subprocess
import sys
from pathlib import Path

REST = """
import sys, time, psutil
from vizsla.store.engine import open_engine
from vizsla.store.migrate import migrate
engine = open_engine(sys.argv[1])
migrate(engine)
process = psutil.Process()
before = process.cpu_times()
time.sleep(1)
after = process.cpu_times()
print(process.memory_info().rss >> 20, after.user + after.system - before.user - before.system)
engine.close()
"""


def test_an_idle_engine_stays_small_and_quiet(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REST, str(tmp_path / "data")], capture_output=True, text=True, timeout=60, check=True
    )
    resident_mb, cpu_s = map(float, done.stdout.split())
    assert resident_mb < 300
    assert cpu_s < 0.5
