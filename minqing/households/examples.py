"""Examples of a pack about caseloads: so many households and posts in, the verdict out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.households.pack import CaseloadsSection
from minqing.households.rules.split import Dwelling, propose_split
from minqing.mechanisms.public import Pack


def run_caseload(pack: Pack, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Outcome of an example of kind `caseload`.

    Given `households` (how many the village has) and `posts` (how many share them), it says
    the sizes of an equal division, how many of them keep the measure, and between how many
    posts the measure could be kept.
    """
    section = pack.section("caseloads")
    if not isinstance(section, CaseloadsSection):
        raise ValueError("the pack has no caseloads")
    total, posts = int(given["households"]), int(given["posts"])
    line = [Dwelling(f"{number:04d}") for number in range(total)]
    shares = propose_split(line, [str(post) for post in range(posts)], section.limits)
    sizes = [len(share.households) for share in shares]
    least, most = section.limits.count_posts(total)
    fitting = sum(section.limits.fits(size) for size in sizes)
    return {"sizes": sizes, "fitting": fitting, "least": least, "most": most}
