"""Which rows are the same hospital."""

from trialsites.sites.block import Block, cluster_block
from trialsites.sites.classify import classify
from trialsites.sites.merge import Deduped, dedupe
from trialsites.sites.parse import Name, parse
from trialsites.sites.score import Score, score
from trialsites.sites.spelling import Spelling, handle

__all__ = [
    "Block",
    "Deduped",
    "Name",
    "Score",
    "Spelling",
    "classify",
    "cluster_block",
    "dedupe",
    "handle",
    "parse",
    "score",
]
