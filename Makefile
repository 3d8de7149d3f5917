# Everything below needs python3 and a package registry; no AWS account, no Pulumi CLI.
STACK ?= dev
export STACK
PYTHON ?= python3
# Written small, it would be the stack `dev` in place of what was meant.
ifdef stack
$(error write STACK=$(stack))
endif
# How many processes run tests.
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help preview report test-report permissions check test lint bench mutants knowledge iam-data lock generate costs clean

help:
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## (.*)/\1  \2/'

preview: $(VENV)/runtime ## Preview a stack offline and judge it: make preview STACK=production
	@bin/platform-preview $(ARGS) $(if $(STACK),-- "$$STACK") || { status=$$?; \
	echo "The preview's exit status is $$status; make's own is always 2. For scripts: bin/platform-preview" >&2; exit $$status; }

report: $(VENV)/runtime ## One HTML page of a stack, for people and for the record: make report STACK=production
	@mkdir -p build
	@bin/platform-preview --format html -- "$$STACK" > "build/report-$$STACK.html"
	@echo "build/report-$$STACK.html"

test-report: $(VENV)/dev ## The report in headless Chromium, which must be installed
	@$(BIN)/pytest tests/browser

permissions: $(VENV)/dev ## The least that can deploy a stack, beside what its deployer may do: make permissions STACK=production
	@$(BIN)/python -m tests.check.calls.permissions "$$STACK"

check: $(VENV)/dev ## After a change of stack files or services: what must hold for any; make check ONLY=qa asks less
	@$(BIN)/pytest -n $(WORKERS) --tb=no -rN tests/check $(if $(ONLY),-k '$(ONLY)')

test: $(VENV)/dev ## Lint, types and the whole test suite
	@$(MAKE) --no-print-directory -j2 lint pytest

lint: $(VENV)/dev ## ruff, ruff format --check, mypy --strict, lint-imports, and the workflows: their schema, zizmor
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml docs/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-actions .github/actions/*/action.yml
	$(BIN)/zizmor --offline --quiet --config .github/zizmor.yml .github docs/workflows/*.yml

.PHONY: pytest
pytest: $(VENV)/dev
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

bench: $(VENV)/dev ## Time a warm preview against the bare SDK import, and the policy pack on large stacks
	@$(BIN)/python -m offline.bench $(STACK)
	@$(BIN)/python -m tests.policy.bench

# Changes the pack's code one expression at a time; more than an hour for all of it: make mutants ONLY='policy/rules/data/rds*'
mutants: $(VENV)/mutants
	$(BIN)/python -m tests.policy.mutants $(ONLY)

# For maintainers: what AWS says of actions and of CloudFormation's handlers, read anew from the packages that carry it.
knowledge: iam-data
	$(BIN)/python -m tests.check.calls
	$(BIN)/python -m tests.offline.changes.guesses

iam-data: $(VENV)/knowledge
	$(BIN)/python -m policy.knowledge.iam.service_authorization

# For maintainers: pins requirements with hashes, for every platform. Needs uv.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements.in -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements-policy.in -o requirements-policy.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements-ops.in -o requirements-ops.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements-dev.in -o requirements-dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements-mutants.in -o requirements-mutants.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url requirements-knowledge.in -o requirements-knowledge.txt

generate: $(VENV)/runtime ## After a change of settings or services: write schemas/ and docs/settings.md anew
	@$(BIN)/python -m systems

costs: $(VENV)/runtime ## After a change of sizes or prices: write docs/costs.md anew
	@bin/platform costs --all --format markdown --beside docs/guide-costs.yaml > docs/costs.md.new
	@mv docs/costs.md.new docs/costs.md

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The two markers say which requirements the virtual environment holds.
$(VENV)/runtime: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) >&2
	@echo "Installing the Pulumi SDK into $(VENV) (once, about a minute) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt >&2
	@touch $@

$(VENV)/dev: $(VENV)/runtime requirements-dev.txt
	@echo "Installing the development tools into $(VENV) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt >&2
	@touch $@

$(VENV)/ops: $(VENV)/runtime requirements-ops.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-ops.txt >&2
	@touch $@

$(VENV)/mutants: $(VENV)/dev requirements-mutants.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-mutants.txt >&2
	@touch $@

$(VENV)/knowledge: $(VENV)/dev requirements-knowledge.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-knowledge.txt >&2
	@touch $@
