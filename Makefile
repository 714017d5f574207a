# `make run` and `make test` are all that a new checkout needs, besides Python 3.11+ and make.
# Heeded: PORT=8080, PYTHON=python3.12, CHROMIUM=/path/to/chromium, DATABASE_URL=postgres://...,
# ARGS= (more for pytest).

PORT ?= 8000
ROWS ?= 1000000
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
PYTHONS = $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
MB_NEEDED = 900

.PHONY: run test ci lint fmt docs bench lock FORCE
export CHROMIUM
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore

run: .venv/installed
	@PROLO_DEMO=1 exec .venv/bin/python manage.py serve --demo --port '$(PORT)'

test: .venv/installed-dev
	@.venv/bin/python -m pytest --numprocesses auto --dist loadgroup --no-loadscope-reorder $(ARGS)

ci: lint test

lint: .venv/installed-dev
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m mypy .
	.venv/bin/python -m djlint --check --lint templates
	.venv/bin/python -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	.venv/bin/python manage.py makemigrations --check --dry-run

fmt: .venv/installed-dev
	.venv/bin/python -m ruff check --fix .
	.venv/bin/python -m ruff format .
	.venv/bin/python -m djlint --quiet --reformat templates

# Writes the page of the screening rules from their tables.
docs: .venv/installed
	@.venv/bin/python manage.py screening_docs

# Measures; nothing is judged. With DATABASE_URL also what is read from a database. ROWS= is how many
# lines of the log there are; with fewer it takes less time.
bench: .venv/installed
	@.venv/bin/python -m bench.screening
	@.venv/bin/python -m bench.solution
	@.venv/bin/python -m bench.book
	@.venv/bin/python -m bench.audit --rows $(ROWS)
	@.venv/bin/python -m bench.history --rows $(ROWS)
	@.venv/bin/python -m bench.fhir

# Pins every package with its hashes, for all systems and Pythons that Prolo runs on.
lock: .venv/installed
	.venv/bin/python -m venv --clear var/lock
	var/lock/bin/python -m pip install --quiet uv
	var/lock/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	var/lock/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

# The stamp is written last: an installation that was interrupted is done again.
.venv/installed: requirements.txt
	@$(call install,requirements.txt)

.venv/installed-dev: requirements-dev.txt
	@$(call install,requirements-dev.txt)
	@touch .venv/installed

# A .venv whose Python is gone (upgraded, or copied from elsewhere) is made again.
ifneq ($(shell .venv/bin/python -c 'print(1)' 2>/dev/null),1)
.venv/installed .venv/installed-dev: FORCE
endif

define install
set -e; \
say() { echo "$$*" >&2; exit 1; }; \
free=$$(df -Pm . | awk 'NR == 2 { print $$4 }'); \
[ "$$free" -ge $(MB_NEEDED) ] || say "No room for the Python packages: $$free MB free here, $(MB_NEEDED) MB needed."; \
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then \
  for python in $(PYTHONS); do \
    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
    python=; \
  done; \
  [ "$$python" ] || say "Prolo needs Python 3.11 or newer, and none was found as: $(PYTHONS). Name one with PYTHON=."; \
  "$$python" -c 'import ensurepip, venv' 2>/dev/null || say "$$python lacks venv; on Debian or Ubuntu: apt install python3-venv"; \
  "$$python" -m venv --clear .venv; \
fi; \
echo "Installing the Python packages of $(1) into .venv ..."; \
.venv/bin/python -m pip install -qq --no-input --require-hashes -r $(1); \
touch $@
endef
