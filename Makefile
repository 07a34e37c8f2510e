# certplatform: everything a newcomer needs, from a machine with Python 3.11 and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
STAMP  := $(VENV)/.installed
ON_POSTGRESQL := tests/process tests/queries tests/web tests/api tests/registry tests/archive tests/jobs tests/messages tests/stories tests/migrations

# the longest come first, so that no processor waits for the other at the end
ROADS := tests/e2e/test_main_road.py tests/e2e/test_pages.py tests/e2e/test_team_life.py tests/e2e
PROOFS := tests/cli tests/web tests/prove tests/stories tests/schemes tests/house tests/process tests/documents tests/crosscheck tests/expressions

.PHONY: help setup run test test-postgresql check prove e2e bench audit lock access clean

help: ## What can be made
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(STAMP) ## The environment alone, from the hashed lock

# uv installs the lock in a fifth of pip's time; pip does it where only pip knows the way to a mirror.
$(STAMP): requirements/development.txt requirements/installer.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/development.txt \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --quiet -e .
	$(BIN)/pybabel --quiet compile -d certplatform/translations
	@touch $@

run: $(STAMP) ## The site with demo data on http://127.0.0.1:$(PORT), jobs included; Ctrl-C ends it
	@$(BIN)/pybabel --quiet compile -d certplatform/translations
	@$(BIN)/certplatform serve --dir var --port $(PORT) --with-demo

test: $(STAMP) ## The suite on SQLite, and on PostgreSQL and Redis where TEST_DATABASE_URL and TEST_REDIS_URL answer
	@$(BIN)/pybabel --quiet compile -d certplatform/translations
	$(BIN)/pytest -n 2 -q -m "not e2e and not prove"
	@$(BIN)/python -m tests.services; case $$? in 0) $(MAKE) --no-print-directory test-postgresql;; 3) true;; *) false;; esac

test-postgresql: $(STAMP) ## What touches the database, on the PostgreSQL server of TEST_DATABASE_URL
	CERTPLATFORM_TEST_ON=postgresql $(BIN)/pytest -n 2 -q -m "not e2e and not once and (story or not prove)" $(ON_POSTGRESQL)

CHECKS := check-style check-types check-imports check-templates check-words check-migrations
.PHONY: $(CHECKS)

check: $(CHECKS) ## ruff, mypy, import contracts, templates, translations, migrations

check-style: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: $(STAMP)
	$(BIN)/mypy

check-imports: $(STAMP)
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house.planted_violations

check-templates: $(STAMP)
	$(BIN)/djlint templates --lint --quiet

check-words: $(STAMP)
	$(BIN)/python -m tests.house.translations

check-migrations: $(STAMP)
	$(BIN)/python -m tests.house.migrations_in_step

prove: $(STAMP) ## Long proofs: random walks, races, kills, tampering, hostile input, the demo; PROVE=quick or full
	PROVE=$${PROVE:-quick} $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -q -m prove $(PROOFS)

e2e: $(STAMP) ## Browser tests with the chromium-headless-shell or chromium on PATH, or CHROMIUM
	@$(BIN)/pybabel --quiet compile -d certplatform/translations
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -q -m e2e $(ROADS)

bench: $(STAMP) ## The benchmarks: a table of ratios, and bench/latest.json
	@$(BIN)/pybabel --quiet compile -d certplatform/translations
	$(BIN)/python -m bench

audit: $(STAMP) ## Known vulnerabilities; fails with "no advisory data" when it cannot tell
	$(BIN)/python -m tests.house.advisories

lock: $(STAMP) ## Compile the hashed lock files anew
	echo uv | $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header - -o requirements/installer.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --extra dev pyproject.toml -o requirements/development.txt

access: $(STAMP) ## Write the generated pages of docs/ from the code
	$(BIN)/python -m tests.house.access_table --write
	$(BIN)/python -m tests.house.workflow_diagram --write
	$(BIN)/python -m tests.house.reference --write

clean: ## Remove the environment and the local instance
	rm -rf $(VENV) var
