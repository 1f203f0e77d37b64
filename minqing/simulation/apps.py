from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "minqing.simulation"
    label = "simulation"
    verbose_name = "模拟"
