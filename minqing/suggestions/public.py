"""What other contexts may use of suggestions."""

from minqing.suggestions.classifier import Candidate
from minqing.suggestions.commands import AskTraining, RecordTraining, SwitchSuggestions
from minqing.suggestions.following import Followed, count_followed
from minqing.suggestions.lessons import FEWEST_DECISIONS, FEWEST_OF_LABEL, SHARED_BY
from minqing.suggestions.queries import Proposal, propose
from minqing.suggestions.rules import ENOUGH_NEW, RENEWED_AFTER
from minqing.suggestions.state import SuggestionState
from minqing.suggestions.terms import FAILURE_ZH, Failure, Measures, ModelNote
from minqing.suggestions.training import get_suggestion_state, is_installed

__all__ = [
    "ENOUGH_NEW",
    "FAILURE_ZH",
    "FEWEST_DECISIONS",
    "FEWEST_OF_LABEL",
    "RENEWED_AFTER",
    "SHARED_BY",
    "AskTraining",
    "Candidate",
    "Failure",
    "Followed",
    "Measures",
    "ModelNote",
    "Proposal",
    "RecordTraining",
    "SuggestionState",
    "SwitchSuggestions",
    "count_followed",
    "get_suggestion_state",
    "is_installed",
    "propose",
]
