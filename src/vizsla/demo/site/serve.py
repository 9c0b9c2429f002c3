"""Prepare the database and serve the site: `ddtrace-run python -m vizsla.demo.site.serve PORT`."""

import os
import sys
import threading
import time

import django
from django.core.management import call_command

WARDS = ("cardiology", "intensive care", "paediatrics", "surgery")


def main() -> None:
    """Make tables and patients where there are none, then serve until whoever started this is gone."""
    threading.Thread(target=_end_without, args=(os.getppid(),), daemon=True).start()
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from vizsla.demo.site.models import Patient

    if not Patient.objects.exists():
        Patient.objects.bulk_create(Patient(name=f"Patient {i}", ward=WARDS[i % len(WARDS)]) for i in range(1, 101))
    call_command("runserver", f"127.0.0.1:{sys.argv[1]}", use_reloader=False, skip_checks=True)


def _end_without(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    main()
