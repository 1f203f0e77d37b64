from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "minqing.printing"
    label = "printing"
    verbose_name = "打印"
