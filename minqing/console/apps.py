from django.apps import AppConfig

SCREENS = {
    "org.units": "console:units",
    "org.posts": "console:units",
    "org.postings": "console:units",
    "households.register": "console:households",
    "households.caseloads": "console:caseloads",
    "activities.visits": "console:visits",
    "partnerships.projects": "console:projects",
    "partnerships.pairings": "console:pairs",
    "meetings.commitments": "console:promises",
    "duties.cadence": "console:visits",
    "meetings.agenda": "console:meetings",
    "meetings.minutes": "console:meetings",
    "meetings.records": "console:meetings",
    "meetings.consolidation": "console:meetings",
    "meetings.ballots": "console:meetings",
    "meetings.notice": "portal:meetings",
    "meetings.boards": "portal:promises",
}
"""Where what lower contexts provide is seen."""


class ConsoleConfig(AppConfig):
    name = "minqing.console"
    label = "console"
    verbose_name = "工作台"

    def ready(self) -> None:
        from minqing.mechanisms.public import register_screen

        for capability, screen in SCREENS.items():
            register_screen(capability, screen)
