from django.apps import AppConfig


class KeystoreConfig(AppConfig):
    name = "minqing.vault.keystore"
    label = "keystore"
    verbose_name = "密钥库"
