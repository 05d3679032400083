"""Chromium, and what npm installed into the environment: tools that an editor may do without."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find_chromium() -> str:
    """The path of Chromium or Chrome: PUPPETEER_EXECUTABLE_PATH, else what the system has; "" if there is none."""
    named = os.environ.get("PUPPETEER_EXECUTABLE_PATH", "")
    if named:
        return shutil.which(named) or ""
    found = next((path for name in NAMES if (path := shutil.which(name))), "")
    return found or next((path for path in APPLICATIONS if Path(path).is_file()), "")


def find_node() -> str:
    """The path of Node, or ""."""
    return shutil.which("node") or ""


def node_modules() -> Path:
    """Where build/setup-node.sh installs packages from npm: `node/node_modules` of the Python environment."""
    return Path(sys.prefix) / "node" / "node_modules"
