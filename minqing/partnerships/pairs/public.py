"""What other contexts and the faces may use of pairs."""

from minqing.partnerships.pairs.commands import EndPair, MakePair, name_pair
from minqing.partnerships.pairs.pack import KindOfPair
from minqing.partnerships.pairs.queries import PairView, list_kinds, list_pairs, list_pairs_of
from minqing.partnerships.pairs.state import PairState

__all__ = [
    "EndPair",
    "KindOfPair",
    "MakePair",
    "PairState",
    "PairView",
    "list_kinds",
    "list_pairs",
    "list_pairs_of",
    "name_pair",
]
