"""A picture of every page in every state, into var/shots: to be looked at (`make shots`)."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.browser.conftest import DESK, PHONE
from tests.browser.states import States, states

__all__ = ["states"]

FOLDER: Path = settings.VAR_DIR / "shots"
LOOKS: dict[str, dict[str, Any]] = {
    "1280-light": {"size": DESK},
    "1280-dark": {"size": DESK, "color_scheme": "dark"},
    "390-light": {"size": PHONE, "device_scale_factor": 2},
    "390-dark": {"size": PHONE, "device_scale_factor": 2, "color_scheme": "dark"},
}


@pytest.mark.shots
@pytest.mark.parametrize("look", LOOKS)
def test_take_a_picture_of_every_state(states: States, look: str) -> None:
    """What the window shows at first; a whole page too where it is longer than the window."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    states.look = LOOKS[look] | {"reduced_motion": "reduce"}
    names = []
    for name, page in states.all():
        names.append(name)
        picture = page.screenshot(path=FOLDER / f"{name}-{look}.png")
        assert picture.startswith(b"\x89PNG")
        if name.endswith(("-filled", "-refused", "-conflict")):
            page.screenshot(path=FOLDER / f"{name}-{look}-whole.png", full_page=True)
    assert len(names) == len(set(names)) >= 50
