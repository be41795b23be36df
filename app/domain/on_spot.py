"""Put right on the spot (现场已整改): closed at once, nothing filed, the photos go to review (R4.10, R5.3).

Either the finding says so by itself, or a step of its protocol does. Both count alike for "three in thirty days".
"""

from collections.abc import Mapping
from typing import Final

# What nobody puts right by hand, or where the source prescribes steps that come first: these are offered no such answer.
_NEVER: Final = frozenset(
    {
        "water_runs_unoccupied",  # the valve comes first, and an owner has to know of it (2-一-1)
        "electricity_abnormal",  # no hand on what sparks
        "stairwell_odour",  # people are warned first (2-一-3)
        "facade_tiles_rainy",  # tiles fall on (2-一-7)
        "lift_forbidden_goods",  # who is responsible, and the damage (2-一-5)
        "villa_illegal_structure",  # level by level (2-二-3)
        "disinfection",  # the answer is itself a step (2-六-3)
    }
)

# Results that put the matter right where it was found: protocol → fact → value.
_BY_STEP: Final[Mapping[str, Mapping[str, str]]] = {
    "fire_door_restore": {"closed": "closed", "unlocked": "unlocked"},
    "rubbish_persuade": {"done": "on_the_spot"},
    "shop_violation": {"merchant": "complied"},
}


def offered_on_spot(protocol: str) -> bool:
    """Whether what opens this protocol can be put right by whoever finds it."""
    return protocol not in _NEVER


def put_right_by_step(protocol: str, values: Mapping[str, str]) -> bool:
    """Whether this result of a step puts the matter right on the spot."""
    right = _BY_STEP.get(protocol, {})
    return any(right.get(fact) == value for fact, value in values.items())
