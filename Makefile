# Everything is done by dev.py; `make` only saves typing.
PYTHON ?= python3

.PHONY: help install demo test messages docs bench beyond

help:
	@$(PYTHON) dev.py help

install demo test messages docs bench beyond:
	@$(PYTHON) dev.py $@
