#!/bin/sh
# Chromium, and the locked packages from npm in .venv/node: Ace, and a reading system for the tests. Run by make tools
# and make test. What cannot be had is said in one line; with CI=true that is a failure.
set -eu
. build/shell.sh

lacking() { if [ "${CI:-}" = true ]; then stop "$*"; fi; say "$*"; exit 0; }

has_chromium() { [ -n "$(.venv/bin/python -c 'from druckreif.verify.browser import find_chromium; print(find_chromium())')" ]; }
if ! has_chromium && can_apt; then
    say "Installing Chromium ..."
    apt_install chromium || true
fi
has_chromium \
    || lacking "Chromium is missing, which Ace and the tests of the EPUB need: install it (Debian: apt-get install chromium, macOS: brew install --cask chromium), or name a Chrome in PUPPETEER_EXECUTABLE_PATH."

has_node() { node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null 2>&1; }
if ! has_node && can_apt; then
    say "Installing Node ..."
    apt_install nodejs npm || true
fi
has_node || lacking "Node 20 or newer with npm is missing, which Ace and the tests of the EPUB need: https://nodejs.org, or brew install node."

if ! cmp -s build/node/package-lock.json .venv/node/package-lock.json || [ ! -f .venv/node/ready ]; then
    say "Installing Ace (once) ..."
    mkdir -p .venv/node
    rm -f .venv/node/ready
    cp build/node/package.json build/node/package-lock.json .venv/node/
    quietly npm ci --prefix .venv/node --ignore-scripts --no-audit --no-fund \
        || lacking "Installing the packages from npm failed; the lines above say why."
    touch .venv/node/ready
fi
rm -f .setup.log
