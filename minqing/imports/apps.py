from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "minqing.imports"
    label = "imports"
    verbose_name = "导入"

    def ready(self) -> None:
        from minqing.imports import engine, retention, streams
        from minqing.kernel.offers import hold_back
        from minqing.log import public as log

        log.register(streams.BATCH)
        log.register(streams.MAPPING)
        hold_back("the desk keeps the file first", "import.upload")
        hold_back("the worker concludes a phase", "import.conclude")
        log.register_job("imports", engine.work)
        log.register_clock("imports-drop-files", retention.drop_old_files)
