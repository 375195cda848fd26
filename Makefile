# The two commands a newcomer needs: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test setup lock lint clean

demo: setup  ## prepare the demonstration of Utopia and serve it on http://127.0.0.1:8000
	LEGATION_DEMO=1 $(BIN)/legation demo

setup: $(VENV)/base.done  ## build .venv with .venv/bin/legation

test: $(VENV)/dev.done  ## pass every test; what needs a browser or PostgreSQL is skipped, and said, where there is none
	tools/test

lint: $(VENV)/dev.done
	$(BIN)/ruff check legation tests tools
	$(BIN)/ruff format --check legation tests tools
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/base.done: requirements/base.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.lock
	echo "$(CURDIR)" > $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/legation.pth
	printf '#!%s\nimport sys\nfrom legation.config.cli import main\nif __name__ == "__main__":\n    sys.exit(main())\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/legation
	chmod +x $(BIN)/legation
	touch $@

$(VENV)/dev.done: requirements/dev.lock $(VENV)/base.done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@

lock: $(VENV)/dev.done  ## resolve the lock files again; they carry hashes and no address
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements/base.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --extra stripe --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements/dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra pkcs11 --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements/pkcs11.lock
	$(BIN)/uv pip compile pyproject.toml --extra stripe -c requirements/base.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements/stripe.lock

clean:
	rm -rf $(VENV) var build
