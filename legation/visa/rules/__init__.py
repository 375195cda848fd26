"""Who needs a visa: the policy file, its check and the decision. Pure Python; nothing here knows Django.

Load once with `load_policy`, then ask `decide` (one passport) or `decide_best` (several).
"""

from legation.ground.sources.problems import Problem

from .answer import Alternative, Answer, BestAnswer, Hint, Money, Offer, Route, RuleReference, StayCheck
from .decide import decide, decide_best
from .errors import OutsidePolicy, PolicyRefused, UnknownNationality, VisaRulesError
from .index import Policy, build_policy
from .load import check_policy, load_policy, read_policy
from .question import Permit, Question
from .rank import rank
from .schema import PolicyFile

__all__ = [
    "Alternative",
    "Answer",
    "BestAnswer",
    "Hint",
    "Money",
    "Offer",
    "OutsidePolicy",
    "Permit",
    "Policy",
    "PolicyFile",
    "PolicyRefused",
    "Problem",
    "Question",
    "Route",
    "RuleReference",
    "StayCheck",
    "UnknownNationality",
    "VisaRulesError",
    "build_policy",
    "check_policy",
    "decide",
    "decide_best",
    "load_policy",
    "rank",
    "read_policy",
]
