# Two commands matter: `make run` and `make test`. Needs Python 3.11, Node 20 and make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check fix soak bench lock words translations system front prepare

PORT ?= 8000
export PORT
# Images of containers often forbid compiled files: every start would compile a thousand modules.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= $(firstword $(shell command -v python3.11 python3))
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet --quiet
NPM_FLAGS := --no-audit --no-fund --silent
FRONT := $(wildcard frontend/package.json)
FRONT_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
CATALOGS := $(shell find minqing/locale -name '*.po' 2>/dev/null)

help:
	@echo "make run    启动（首次会准备环境、数据库和演示数据）   PORT=8000"
	@echo "make test   全部测试          make check  静态检查          make fix    自动修正"
	@echo "make soak   长时间随机测试    make bench  性能测量          make lock   重新锁定依赖"

# ---------------------------------------------------------------- environment
$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11) and "需要 Python 3.11 或更新版本。")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/core.stamp: requirements/build.txt requirements/core.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes --no-deps -r requirements/build.txt -r requirements/core.txt
	$(PIP) install --no-deps --no-index --no-build-isolation -e .
	touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/core.stamp
	$(PIP) install --require-hashes --no-deps -r requirements/test.txt
	touch $@

$(VENV)/words.stamp: $(CATALOGS) $(VENV)/core.stamp
	$(PY) -m config.catalogs compile
	touch $@

frontend/node_modules/.stamp: $(wildcard frontend/package-lock.json)
	npm ci --prefix frontend $(NPM_FLAGS)
	touch $@

$(VENV)/front.stamp: frontend/node_modules/.stamp $(FRONT_SOURCES)
	npm run build --prefix frontend --silent
	touch $@

front: $(if $(FRONT),$(VENV)/core.stamp $(VENV)/front.stamp)
words: $(VENV)/words.stamp
prepare: $(VENV)/core.stamp words front
	$(VENV)/bin/minqing prepare

# ---------------------------------------------------------------- run
run: prepare
	$(VENV)/bin/minqing demo
	exec $(VENV)/bin/minqing run --no-prepare

# ---------------------------------------------------------------- prove
system:
	@$(PY) -m tests.harness.system

PYTEST := $(PY) -m pytest -q
# Exit 5 is "no test chosen": not a failure of the second run.
ON_POSTGRES = $(PY) -m tests.harness.postgres -- $(PYTEST)

test: $(VENV)/test.stamp words front system
	status=0; \
	$(ON_POSTGRES) -m "both_databases and not soak" -n 2 --dist loadfile --no-loadscope-reorder || { code=$$?; [ $$code = 5 ] || status=$$code; }; \
	$(PYTEST) -m "not soak" -n 2 --dist loadfile --no-loadscope-reorder || status=$$?; \
	exit $$status

check: $(VENV)/test.stamp words
	$(PY) -m config.checks

fix: $(VENV)/test.stamp
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

soak: $(VENV)/test.stamp words front system
	status=0; \
	$(ON_POSTGRES) -m "soak and both_databases" || { code=$$?; [ $$code = 5 ] || status=$$code; }; \
	$(PYTEST) -m soak || status=$$?; \
	exit $$status

bench: $(VENV)/test.stamp words
	$(PY) -m bench

# ---------------------------------------------------------------- upkeep
translations: $(VENV)/test.stamp
	$(PY) -m config.catalogs update

LOCK := $(VENV)/bin/uv pip compile --quiet --generate-hashes --universal --no-header --no-emit-index-url --python-version 3.11
lock: $(VENV)/bin/python
	$(PIP) install uv
	for name in build core ocr suggest test; do $(LOCK) requirements/$$name.in -o requirements/$$name.txt; done
