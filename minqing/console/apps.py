from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "minqing.console"
    verbose_name = "工作台"
