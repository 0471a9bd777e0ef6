# Everything a person or CI runs. Needs make, sh and Python 3.11 or newer; the rest is installed in .venv.
.DEFAULT_GOAL := help
.PHONY: help run test check shots fault mutate bench clean
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
# A Python to make .venv with; PYTHON=... is tried first.
PYTHONS := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11
SUITED := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
THROWAWAY := $(PY) -m ivcboard.local.throwaway --
# All tests run in three processes: two for the queues that mostly wait for servers, one for the rest.
# Some tests, which ARGS chooses, run in one.
SPREAD := $(if $(ARGS),,--numprocesses 3 --dist loadscope --no-loadscope-reorder)
PRODUCTION := DEBUG=0 ALLOWED_HOSTS=ivcboard.example

# $(call install,FILE): .venv with the packages of a requirements file.
define install
@for python in $(PYTHONS); do \
  if $$python -c '$(SUITED)' >/dev/null 2>&1; then exec $$python ivcboard/local/install.py $(1); fi; \
done; \
echo 'ivcboard needs Python 3.11 or newer with its venv module (on Debian: apt-get install python3-venv).' >&2; \
exit 1
endef

# $(call check,NAME,COMMAND): names a check and runs it.
define check
@echo '--- $(1)'; $(2)
endef

help:
	@echo 'make run     start ivcboard on this machine: http://localhost:8000/ (PORT=... for another port)'
	@echo 'make test    all checks, then all tests (ARGS="-k name" for some)'
	@echo 'make check   linters, types, order of the apps, migrations, deployment settings'
	@echo 'make shots   a picture of every page, into var/shots'
	@echo 'make fault   kill parts of ivcboard for a quarter of an hour and count; figures in var/reports'
	@echo 'make mutate  change the rules in small ways and count what the tests notice (an hour or two)'
	@echo 'make bench   measure beside bare yardsticks (CASES=... for another number); figures in var/reports'
	@echo 'make clean   remove .venv and caches; the data in var/ stay'

# The leash: the supervisor ends when make is killed.
run:
	$(call install,requirements-local.txt)
	@exec $(PY) -I -S ivcboard/local/leash.py TERM $$PPID $(PY) -m ivcboard.local

check:
	$(call install,requirements-dev.txt)
	$(call check,ruff check,$(PY) -m ruff check .)
	$(call check,ruff format,$(PY) -m ruff format --check .)
	$(call check,djlint,$(PY) -m djlint --quiet --lint --check templates)
	$(call check,mypy,$(PY) -m mypy)
	$(call check,import-linter,.venv/bin/lint-imports)
	$(call check,missing migrations,$(THROWAWAY) $(PY) manage.py makemigrations --check --dry-run)
	$(call check,check --deploy,$(PRODUCTION) $(THROWAWAY) $(PY) manage.py check --deploy --fail-level WARNING)

test: check
	@echo '--- tests'; CHROMIUM=$$($(PY) -m ivcboard.local.chromium) && export CHROMIUM && \
	exec env DEBUG=1 $(THROWAWAY) $(PY) -m pytest $(SPREAD) $(ARGS)

shots:
	$(call install,requirements-dev.txt)
	@CHROMIUM=$$($(PY) -m ivcboard.local.chromium) && export CHROMIUM && \
	exec env DEBUG=1 $(THROWAWAY) $(PY) -m pytest -m shots $(ARGS)

fault:
	$(call install,requirements-dev.txt)
	@exec env DEBUG=1 $(THROWAWAY) $(PY) -m pytest -m fault $(ARGS)

# 1 below the share that has to be noticed. MUTANTS='*imdc*' for some.
mutate:
	$(call install,requirements-mutate.txt)
	@exec $(PY) -m tests.mutation $(MUTANTS)

# Apart from debugging, which keeps every statement in memory.
bench:
	$(call install,requirements-dev.txt)
	@exec env DEBUG=0 $(THROWAWAY) $(PY) -m bench

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage mutants
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
