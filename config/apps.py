from django.apps import AppConfig
from django.db.models.signals import pre_migrate

from config import keyschema


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "配置"

    def ready(self) -> None:
        pre_migrate.connect(keyschema.create_key_schema, dispatch_uid="minqing-key-schema")
