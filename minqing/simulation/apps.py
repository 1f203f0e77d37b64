from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "minqing.simulation"
    label = "simulation"
    verbose_name = "模拟"

    def ready(self) -> None:
        from minqing.log.public import register_advance
        from minqing.simulation.advance import advance

        register_advance(advance)
