from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "minqing.vault"
    label = "vault"
    verbose_name = "个人信息库"
