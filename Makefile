# Everything builds its own environment first; python3 >= 3.11 with venv is all that must be there.
# The environment is .venv, its versions come from uv.lock; uv itself lives apart in .uv, so that
# synchronising the environment cannot remove it.

PYTHON ?= python3
UV := .uv/bin/uv
RUN := .venv/bin
export UV_PYTHON_DOWNLOADS = never

.DEFAULT_GOAL := help
.PHONY: help env demo serve test fuzz check format bench docs clean

help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

env: .venv/.complete ## Make or update the environment

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "legacymap needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "legacymap needs Python's venv module (on Debian and Ubuntu: apt install python3-venv)"; exit 1; }
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"

.venv/.complete: $(UV) pyproject.toml uv.lock
	$(UV) sync --frozen --python $(PYTHON)
	@touch $@

demo: env ## Run the main job on examples/ through a real server, write the report, stop
	$(RUN)/python examples/demo.py

serve: env ## Start the server on this machine only
	$(RUN)/legacymap serve

test: env ## Run every test
	$(RUN)/pytest -n 2

fuzz: env ## Change files at random until a reader fails: a minute for each reader
	$(RUN)/python -m tests.fuzz --seconds 60

check: env ## Formatting, lint, types, contracts
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports

format: env ## Format and mend what can be mended
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

bench: env ## Measure, side by side with networkx, rustworkx and networkit
	$(UV) run --frozen --group bench python -m benchmarks

docs: env ## Write the generated pages: tables of the formats, JSON schemas, OpenAPI
	$(RUN)/python docs/generate.py

clean: ## Remove the environment and what the demo wrote
	rm -rf .venv .uv demo-output
