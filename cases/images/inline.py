"""Pictures so small that a page carries them in itself: a dozen would be a dozen requests."""

import uuid
from base64 import b64encode
from functools import lru_cache

from cases.images import store
from cases.images.picture import JPEG, made_small

MOST_KEPT = 1024  # some 4 MB in each process


@lru_cache(MOST_KEPT)
def small_picture(name: uuid.UUID) -> str:
    """As a data: address. A name never gets another picture. OSError while its file is gone."""
    data = made_small(store.path_of(name, store.THUMBNAIL, JPEG).read_bytes())
    return f"data:{JPEG};base64,{b64encode(data).decode()}"
