from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "minqing.gateway"
    label = "gateway"
    verbose_name = "对接与导入"
