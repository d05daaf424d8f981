# `make check` and `make test` are all that a newcomer needs: each makes the virtual environment it works in.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: check test lint types workflows format lock tables issue-examples site clean

check: $(VENV)/.run  ## audit catalog.yaml on the embedded recording
	@$(BIN)/jllm-sync check --hub recorded --fail-on never

test: $(VENV)/.dev  ## run the tests, on all cores
	@$(BIN)/python -m pytest -q -n auto

lint: $(VENV)/.dev workflows  ## style, format, direction of imports, workflows
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

types: $(VENV)/.dev  ## mypy --strict
	@$(BIN)/mypy

workflows: $(VENV)/.dev  ## the GitHub workflows and the Action: their schemas, and zizmor on their security
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms \
		$(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	@$(BIN)/zizmor --offline --quiet --persona=regular .github action.yml

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock:  ## pin all dependencies anew, with hashes and without naming an index (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		--extra build --extra site pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		--extra build --extra site --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

tables: $(VENV)/.dev  ## the tables of rules in the READMEs, docs/rules.md and the catalog's schema, and what is printed in them
	@$(BIN)/python -m tests.test_tables
	@$(BIN)/python -m tests.test_docs
	@$(BIN)/python -m tests.test_readme
	@$(BIN)/python -m tests.test_quickstart

issue-examples: $(VENV)/.dev  ## the issues of the recorded audit, as docs/issues.md shows them
	@$(BIN)/python -m tests.issues.test_examples

site: $(VENV)/.run  ## the recorded catalog as web pages, in site/
	@$(BIN)/jllm-sync site --hub recorded -o site

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "jllm-sync needs Python 3.11 or later")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned dependencies into $(VENV) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Installing the pinned development tools into $(VENV) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
