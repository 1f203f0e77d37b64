from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "minqing.cases"
    label = "cases"
    verbose_name = "事项"

    def ready(self) -> None:
        from minqing.cases import registering

        registering.register_all()
