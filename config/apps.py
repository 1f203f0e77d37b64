from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.signals import request_started
from django.db.models.signals import pre_migrate

from config import keyschema


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "配置"

    def ready(self) -> None:
        from config import collecting, connections, metrics, sessions
        from minqing.log.public import register_house_keeper
        from minqing.log.submit import observers

        collecting.collect_rarely()
        pre_migrate.connect(keyschema.create_key_schema, dispatch_uid="minqing-key-schema")
        user_logged_in.connect(sessions.begin_at_sign_in, dispatch_uid="minqing-session-rule")
        # after Django's own receiver, which marks every connection as not proven
        request_started.connect(connections.trust_recent, dispatch_uid="minqing-connections")
        register_house_keeper(sessions.forget_ended)
        if metrics.note_submit not in observers:
            observers.append(metrics.note_submit)
