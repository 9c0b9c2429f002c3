"""Django's settings for the demonstration site."""

import os

SECRET_KEY = os.environ["DEMO_SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = "vizsla.demo.site.urls"
INSTALLED_APPS = ["vizsla.demo.site"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": os.environ["DEMO_DATABASE_HOST"],
        "CONN_MAX_AGE": 60,
    }
}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "vizsla.demo.site.logs.JsonFormatter"}},
    "handlers": {"file": {"class": "logging.FileHandler", "filename": os.environ["DEMO_LOG"], "formatter": "json"}},
    "root": {"handlers": ["file"], "level": "INFO"},
    "loggers": {"django.server": {"handlers": ["file"], "level": "WARNING", "propagate": False}},
}
