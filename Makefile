# Two commands: `make run` starts the product, `make test` runs every check.
# PORT, DATA_DIR, SERVER, DATABASE_URL and REDIS_URL may be set: docs/operating.md.

PYTHON ?= python3
# It has to start before anything is installed, so it starts as a package of its own.
EMBEDDED = @PYTHONPATH=config exec $(PYTHON) -m embedded

.PHONY: run test check fmt bench chaos shell manage install lock clean

run: ## start everything on http://127.0.0.1:8000 and print the log-ins
	$(EMBEDDED) run

test: ## run every check and every test
	$(EMBEDDED) test

check: ## the checks that take seconds: no pytest, no browser
	$(EMBEDDED) check

fmt: install ## put Python into the house form
	@.venv/bin/python -m ruff check --quiet --fix-only .
	@.venv/bin/python -m ruff format .

bench: ## measure the live path
	$(EMBEDDED) bench $(do)

chaos: ## kill, stop and cut every part under load
	$(EMBEDDED) chaos $(do)

shell: ## a Django shell on the product that runs in another terminal
	$(EMBEDDED) manage shell

manage: ## any other command on it: make manage do="replay demo.jsonl"
	$(EMBEDDED) manage $(do)

install: ## what editors and single tests need
	$(EMBEDDED) install

lock: install ## lock requirements/*.in again
	@for name in dev base local node install; do \
		.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header \
			--generate-hashes --no-emit-index-url --no-emit-find-links \
			requirements/$$name.in $$(test $$name = dev || echo -c requirements/dev.txt) \
			-o requirements/$$name.txt; \
	done

clean: ## forget what was installed and built; .data stays
	rm -rf .venv frontend/node_modules static/app .mypy_cache .ruff_cache .import_linter_cache
