"""Where the pages are."""

from django.urls import path

from vizsla.demo.site import views

urlpatterns = [
    path("", views.wards),
    path("patients/<int:number>", views.patient),
    path("patients/<int:number>/measure", views.measure),
    path("patients/<int:number>/transfer", views.transfer),
    path("report", views.report),
]
