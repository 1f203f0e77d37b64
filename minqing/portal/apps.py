from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "minqing.portal"
    verbose_name = "民情服务台"
