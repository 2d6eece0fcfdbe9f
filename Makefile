# Every command of this checkout. `make help` lists them; CI calls these and nothing else.

STACK ?= dev
PROJECT := .
PYTHON ?= python3

# Our own engine settings: they hold for the commands below and leave a person's `pulumi login`,
# ~/.pulumi and passphrase alone. (metadata=skip: docs/backends.md)
export PULUMI_BACKEND_URL := file://$(CURDIR)/.state?metadata=skip
export PULUMI_HOME := $(CURDIR)/.engine/home
export PULUMI_SKIP_UPDATE_CHECK := true
# As many steps at once as aep:maxConcurrency allows requests; the engine's own default is 4 for each core.
export PULUMI_PARALLEL ?= 16
# State is written once, at the end of a run (docs/backends.md).
export PULUMI_SKIP_CHECKPOINTS ?= true

# With it, as some containers set it, every process would compile the package anew.
unexport PYTHONDONTWRITEBYTECODE

# Where this checkout's emulator listens: as told, else where it listened last. Stack files say 8900 all the same.
PORT ?= $(or $(shell cat .emulator/port 2>/dev/null),8900)

# The file of the stack's settings, beside Pulumi.yaml unless that names another folder.
HASH := \#
SETTINGS = $(PROJECT)/$(or $(shell sed -n 's/^stackConfigDir: *//p' $(PROJECT)/Pulumi.yaml),.)
STACK_FILE := $(SETTINGS)/Pulumi.$(notdir $(STACK)).yaml

KNOWN = $(patsubst Pulumi.%.yaml,%,$(notdir $(wildcard $(SETTINGS)/Pulumi.*.yaml)))

# The endpoint of a stack that lives in the emulator; nothing secret there, so no passphrase either. The stack's own
# endpoint goes before the project's, and an unusual spelling counts as another endpoint.
LOCAL := $(shell grep -sh '^[^$(HASH)]*aep:endpoint' $(STACK_FILE) $(PROJECT)/Pulumi.yaml | head -n 1 | \
	grep -E '^ *aep:endpoint: *http://(127\.0\.0\.1|localhost):(8900|$(PORT))/')
ifneq ($(LOCAL),)
export PULUMI_CONFIG_PASSPHRASE :=
UNASKED := --yes --skip-preview
WHERE := http://127.0.0.1:$(PORT)/                the sandboxes, each offer with its content, every request
else
# Of a change anywhere else Pulumi shows the preview, and asks.
UNASKED :=
WHERE := Journey Optimizer, Components, Offers the offers themselves
endif

PULUMI := .engine/bin/pulumi --cwd $(PROJECT)
OWN_PATH := $(CURDIR)/.engine/bin:$(CURDIR)/.venv/bin
VENV := .venv/.installed
TYPESCRIPT := examples/typescript/node_modules/.installed
GO := examples/go/sdks/.installed
PYTEST := .venv/bin/python -m pytest
# Four also on two cores: some tests wait for processes and requests. Worksteal: they sit together in a few files.
PARALLEL := -n 4 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help setup setup-system up preview report refresh destroy pulumi offers shell stack known-stack emulator \
	emulator-if-needed emulator-stop yaml-host typescript-sdk go-sdk languages test test-e2e sweep soak bench check docs format lock wheel picture release-check release clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "STACK=stage make up    the same on another stack (dev unless told)"
	@echo "PORT=8913 make up      the same with the local Offer Library on another port (8900 unless told)"
	@echo "make up PROJECT=examples/retailer    the same for another program"

##
## From nothing to offers
##

up preview refresh destroy pulumi offers shell: export OFFERS_EMULATOR_PORT := $(PORT)

setup: $(VENV) ## .venv from the lock file, and a Pulumi engine as .engine/bin/pulumi
	@.venv/bin/python engine/obtain.py

up: stack ## bring the offers up on stack dev, emulator included
	@$(PULUMI) up $(UNASKED) --stack $(STACK) --suppress-outputs
	@$(PULUMI) stack output --stack $(STACK)
	@echo
	@echo "Where to look:"
	@echo "  make preview                          what another \`make up\` would change"
	@echo "  make pulumi ARGS='stack export'       what the engine has recorded"
	@echo "  $(WHERE)"

preview: stack ## what `make up` would change, and what somebody else has changed, line by line
	@$(PULUMI) preview --refresh --run-program --diff --stack $(STACK)

report: stack ## what `make up` would change, as a page in the browser
	@$(MAKE) --silent offers ARGS='report --stack $(STACK) --out $(CURDIR)/.state/report.html --open'

refresh: stack ## take over what was changed elsewhere into the engine's records
	@$(PULUMI) refresh $(UNASKED) --diff --stack $(STACK)

destroy: stack ## delete what this stack has made
	@$(PULUMI) destroy $(UNASKED) --stack $(STACK)

pulumi: known-stack ## any other Pulumi command on the stack: make pulumi ARGS='stack export'
	@$(MAKE) --silent stack >&2
	@$(PULUMI) $(ARGS) --stack $(STACK)

# 2 and 3 are answers of `offers` (they differ, something was left out), and no errors of make.
offers: known-stack ## an `offers` command on the stack: make offers ARGS='export --out offers.py'
	@$(MAKE) --silent stack >&2
	@cd $(PROJECT) && PATH='$(OWN_PATH)':"$$PATH" offers $(ARGS) || case $$? in 2|3) ;; *) exit 1;; esac

shell: stack ## a terminal in which `pulumi` and `offers` are this checkout's; `exit` leaves it
	@cd $(PROJECT) && PATH='$(OWN_PATH)':"$$PATH" env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL \
	  OWN_PATH='$(OWN_PATH)' bash --rcfile '$(CURDIR)/tools/shell.bash' || test -t 0

stack: known-stack setup $(if $(LOCAL),emulator-if-needed)
	@mkdir -p .state
	@$(PULUMI) stack select --create $(STACK)

known-stack:
	$(if $(wildcard $(STACK_FILE)),,$(error There is no stack "$(STACK)": $(STACK_FILE:./%=%) does not exist.\
	  Stacks of this program: $(or $(KNOWN),none). For a new one, write that file first))

yaml-host: setup ## for programs in YAML: the language host, where the engine was built here
	@.venv/bin/python -m engine.language_host yaml

typescript-sdk: setup ## for examples/typescript: the language host likewise, the SDK, npm's packages
	@.venv/bin/python -m engine.language_host nodejs
	@$(MAKE) --silent $(TYPESCRIPT)

go-sdk: setup ## for examples/go: the SDK
	@$(MAKE) --silent $(GO)

# What an SDK is made of.
SDK := pyproject.toml offer_resources/plugin/schema.json engine/sdk.py engine/cli/go.mod engine/cli/sdk/main.go

# For the tests, which have a time limit.
languages: setup
	@$(MAKE) --silent --keep-going -j3 yaml-host typescript-sdk go-sdk || echo 'Tests that need what failed are skipped'

$(TYPESCRIPT): examples/typescript/package-lock.json $(SDK)
	@.venv/bin/python -m engine.sdk nodejs examples/typescript
	@cd examples/typescript && npm ci --no-audit --no-fund
	@touch $@

$(GO): examples/go/go.sum $(SDK)
	@.venv/bin/python -m engine.sdk go examples/go
	@cd examples/go && GOFLAGS=-mod=readonly GOWORK=off CGO_ENABLED=0 go build -trimpath -buildvcs=false -o /dev/null ./...
	@touch $@

emulator: $(VENV) ## start the local Offer Library in the background
	@.venv/bin/python tools/emulator.py start $(PORT)

emulator-if-needed: $(VENV)
	@.venv/bin/python tools/emulator.py start $(PORT) --quiet

emulator-stop: ## stop it
	@test ! -x .venv/bin/python || .venv/bin/python tools/emulator.py stop

##
## Working on the package
##

test: languages ## every test, the real engine included (ARGS go to pytest: make test ARGS=tests/objects)
	$(PYTEST) $(PARALLEL) $(ARGS)

test-e2e: languages ## the real engine
	$(PYTEST) $(PARALLEL) tests/e2e $(ARGS)

# Those that ask tests/support/sweep.py how much to do.
SWEEPS := tests/dynamic/test_simulation.py tests/dynamic/test_readings.py tests/dynamic/test_secrets.py \
  tests/e2e/test_simulation.py tests/e2e/test_readings.py tests/e2e/test_interrupted.py::test_an_interrupted_run \
  tests/e2e/test_throttling.py tests/e2e/test_taking_over.py::test_hundreds_of_objects_are_taken_over_by_a_state \
  tests/emulator/test_openapi.py tests/emulator/test_parallel.py tests/emulator/test_storage.py

sweep: setup ## the rest of what `make test` samples: 188 programs, eight interrupted runs, each reading alone
	OFFERS_SWEEP=1 $(PYTEST) $(PARALLEL) $(SWEEPS) $(ARGS)

SEEDS ?= 1000
soak: $(VENV) ## longer sweeps of random programs, faults and values (SEEDS=1000)
	OFFERS_SEEDS=$(SEEDS) $(PYTEST) $(PARALLEL) --hypothesis-profile=soak \
	  tests/dynamic/test_simulation.py tests/e2e/test_simulation.py tests/api/test_hostile_answers.py tests/objects/test_properties.py $(ARGS)

bench: setup ## time and requests beside Terraform, a script, and the engine alone (ARGS=--help)
	.venv/bin/python -m benchmarks $(ARGS)

check: $(VENV) ## format, lint, types, import contracts; no network, no engine
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	MYPYPATH=examples/retailer .venv/bin/mypy examples/retailer
	.venv/bin/basedpyright --pythonpath .venv/bin/python
	.venv/bin/lint-imports

docs: $(VENV) ## docs/resources and the schema of the plugin, from docstrings, annotations and fields
	@.venv/bin/python tools/resource_pages.py
	@PYTHONPATH=. .venv/bin/python tools/plugin_schema.py

format: $(VENV) ## put the code into its format, and fix what ruff can fix
	.venv/bin/ruff format
	.venv/bin/ruff check --fix

lock: $(VENV) ## requirements.lock from pyproject.toml (ARGS=--upgrade for newer versions)
	.venv/bin/uv pip compile --quiet --universal --python-version 3.10 --all-extras \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  $(ARGS) pyproject.toml -o requirements.lock

wheel: $(VENV) ## dist/offer_resources-….whl, for `pip install` anywhere
	@.venv/bin/python tools/release.py wheel

picture: up ## the README's picture of `offers report` (needs Chromium)
	@.venv/bin/python tools/picture.py

release-check: $(VENV) ## build what would be published, look into it, install it into an empty environment
	@.venv/bin/python tools/release.py check

release: $(VENV) ## the same, and tag this commit: docs/releasing.md
	@.venv/bin/python tools/release.py tag

setup-system: ## Debian's Chromium, PostgreSQL, Node.js and Go, for the tests of pages, state backends and other languages
	@$(if $(strip $(MISSING)),$(SUDO) apt-get update && $(SUDO) apt-get install --yes --no-install-recommends $(MISSING),:)

MISSING = $(if $(wildcard /usr/bin/chromium),,chromium) $(if $(wildcard /usr/lib/postgresql/*/bin/initdb),,postgresql) \
  $(if $(shell command -v npm 2>/dev/null),,nodejs npm) $(if $(shell command -v go 2>/dev/null),,golang-go)

SUDO = $(if $(filter 0,$(shell id -u)),,sudo)

clean: emulator-stop ## remove what `make setup` made; .state and .emulator are yours to remove
	rm -rf examples/typescript/node_modules examples/*/sdks .venv .engine .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "$(PYTHON) is Python " \
	  + sys.version.split()[0] + "; 3.10 or newer is needed (make setup PYTHON=python3.12)")'
	@.venv/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@echo "Installing the locked dependencies into .venv"
	@.venv/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	@.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
