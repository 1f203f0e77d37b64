from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "minqing.imports"
    label = "imports"
    verbose_name = "导入"

    def ready(self) -> None:
        from minqing.imports import engine, retention, streams
        from minqing.log import public as log

        log.register(streams.BATCH)
        log.register(streams.MAPPING)
        log.register_job("imports", engine.work)
        log.register_clock("imports-drop-files", retention.drop_old_files)
