"""Books as tasks of a Dask cluster; nothing else touches `distributed`.

Sources and finished files travel through the scheduler, so that machines need no folder in common. Dask gives the tasks of a
lost worker to others. A cluster runs what it is sent: it is for machines that trust each other.
"""

from __future__ import annotations

import logging
from typing import Any

from ..base.tool import MissingTool
from .hand import Delivery, Lost, Parcel, build_by_hand

EXTRA = "distributed is not installed, which a catalogue on many machines needs: pip install 'druckreif[cluster]'"
WAIT = 10
"""Seconds within which a scheduler must answer."""


class Cluster:
    """The workers behind a scheduler."""

    def __init__(self, address: str) -> None:
        """Raises MissingTool if the extra is missing or nobody answers."""
        try:
            import dask
            import distributed
        except ImportError:
            raise MissingTool(EXTRA) from None
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"})
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters of it stands in the report
        library: Any = distributed
        try:
            self.client = library.Client(address, timeout=WAIT, set_as_default=False)
        except (OSError, ValueError, TypeError):
            raise MissingTool(f"no scheduler of Dask answers at {address}: start one with dask scheduler") from None
        self.size = 2 * max(sum(self.client.nthreads().values()), 2)
        """Books that are under way at once: those being built, and as many waiting."""

    def build(self, parcel: Parcel) -> Delivery:
        """The finished book, from wherever. Raises Lost."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        try:
            future = self.client.submit(build_by_hand, parcel, pure=False)
            delivery = future.result()
        except KilledWorker:
            raise Lost("the workers that built it were lost, one after the other") from None
        except ImportError as error:
            raise Lost(f"a worker lacks druckreif ({error})") from None
        except (CancelledError, OSError, RuntimeError) as error:
            raise Lost(f"the cluster was lost ({str(error) or type(error).__name__})") from None
        assert isinstance(delivery, Delivery)
        return delivery

    def close(self) -> None:
        """Leave the cluster; what was not begun is not built."""
        self.client.close(timeout=WAIT)
