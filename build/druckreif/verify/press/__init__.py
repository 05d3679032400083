"""Preflight: finished interiors and covers against a service's figures, read with libraries that did not write them."""

from .preflight import Sought, preflight_cover, preflight_interior, unjudged

__all__ = ["Sought", "preflight_cover", "preflight_interior", "unjudged"]
