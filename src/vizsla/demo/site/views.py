"""Pages: some quick, some slow, one that fails."""

import logging
import random
import time

from django.db import connection
from django.db.models import Avg, Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from vizsla.demo.site.models import Patient, Visit

log = logging.getLogger("wizard")


def wards(_request: HttpRequest) -> JsonResponse:
    """How many patients there are on each ward."""
    rows = list(Patient.objects.values("ward").annotate(patients=Count("id")).order_by("ward"))
    log.info("listed %d wards", len(rows))
    return JsonResponse({"wards": rows})


def patient(_request: HttpRequest, number: int) -> JsonResponse:
    """One patient with the latest pulses."""
    found = get_object_or_404(Patient, pk=number)
    pulses = list(Visit.objects.filter(patient=found).order_by("-at").values_list("pulse", flat=True)[:20])
    log.info("showed patient %d of ward %s", number, found.ward)
    return JsonResponse({"name": found.name, "ward": found.ward, "pulses": pulses})


def measure(_request: HttpRequest, number: int) -> JsonResponse:
    """Take a pulse."""
    found = get_object_or_404(Patient, pk=number)
    pulse = random.gauss(75, 12)
    Visit.objects.create(patient=found, pulse=int(pulse))
    if pulse > 100:
        log.warning("pulse %d of patient %d is high", pulse, number)
    return JsonResponse({"pulse": int(pulse)})


def report(_request: HttpRequest) -> JsonResponse:
    """A report that takes its time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [random.uniform(0.05, 0.4)])
    found = Visit.objects.aggregate(average=Avg("pulse"), visits=Count("id"))
    time.sleep(random.uniform(0, 0.05))
    log.info("made the report over %d visits", found["visits"])
    return JsonResponse(found)


def transfer(_request: HttpRequest, number: int) -> HttpResponse:
    """A transfer that fails now and then."""
    try:
        if random.random() < 0.5:
            raise ValueError(f"ward of patient {number} is full")
    except ValueError:
        log.exception("patient %d could not be transferred", number)
        raise
    log.info("transferred patient %d", number)
    return JsonResponse({"ok": True})
