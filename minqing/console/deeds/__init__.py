"""Acts on units, posts, people and households as the desk offers them; cases have `acts.py`.

A deed is field words, questions and the command made of the answers. The rules answer; a deed
is only not offered to whoever lacks its permission.
"""

from minqing.console.deeds.deed import Deed, Offer, Wish, carry_out, find_deed, offer
from minqing.console.deeds.options import HouseOptions

__all__ = ["Deed", "HouseOptions", "Offer", "Wish", "carry_out", "find_deed", "offer"]
