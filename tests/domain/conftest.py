"""Scenes that several tests of the fold begin with."""

import pytest

from tests.domain.cases_told import only
from tests.patrol.scenes import LIGHT, Scene, photo


@pytest.fixture
def light() -> Scene:
    """A dark light whose task is not drawn for review."""
    scene = Scene(LIGHT, sample=0.05)
    scene.found("defect", photo("dark"), tags=("dark",))
    assert not only(scene.matter.tasks).review_required
    return scene


@pytest.fixture
def reviewed() -> Scene:
    """A dark light whose repair a supervisor has to accept."""
    scene = Scene(LIGHT, sample=1.0)
    scene.found("defect", photo("dark"), tags=("dark",))
    assert only(scene.matter.tasks).review_required
    return scene
