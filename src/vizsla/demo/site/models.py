"""What the site keeps."""

from typing import Any

from django.db import models


class Patient(models.Model):
    """Somebody who is looked after."""

    name: Any = models.CharField(max_length=100)
    ward: Any = models.CharField(max_length=50, db_index=True)


class Visit(models.Model):
    """A measurement taken at a bed."""

    patient: Any = models.ForeignKey(Patient, on_delete=models.CASCADE)
    at: Any = models.DateTimeField(auto_now_add=True)
    pulse: Any = models.IntegerField()
