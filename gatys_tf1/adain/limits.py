"""What a server allows its clients. A file of its own, because server.py needs Flask."""

from typing import NamedTuple


class Limits(NamedTuple):
    """What a request may ask for."""

    queue: int = 8  # requests at a time, the one that is painted included
    megabytes: float = 20.0  # of a request's body
    megapixels: float = 40.0  # of a picture as it is sent
    size: int = 1024  # long side that contents are shrunk to, pixels
    style_size: int = 512  # long side that styles are resized to, pixels
    timeout: float = 60.0  # seconds, waiting and painting together
