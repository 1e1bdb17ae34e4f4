# Everything a contributor types. Each target installs what it needs, says so, and does nothing where it is there already.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.tools/bin:$(PATH)
NEED := scripts/need.sh
# The server as the tests build it: with a test beside it (any one does) cargo settles on the same features of every library,
# and neither `make run` after `make unit` nor the other way round builds anything twice.
SERVER := cargo build --workspace --features ssr --bins --test house

.PHONY: help run test check unit conformance e2e smoke build watch bench

help: ## Show this list
	@awk -F':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build, fill an empty database with demo data, and serve on http://127.0.0.1:3000
	@$(NEED) wasm node
	@scripts/assets.sh dev
	@$(SERVER)
	@exec target/debug/nukkad serve --demo

test: check unit conformance e2e smoke ## Everything: lints, unit, service and HTTP tests on both databases, browser tests, `make run` itself

check: ## Formatting, lints for server and browser, and the map of the house
	@$(NEED) wasm lints
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --features ssr -- -D warnings
	cargo clippy --lib --target wasm32-unknown-unknown --features desk -- -D warnings
	cargo test --features ssr --test house

unit: ## Unit, service and HTTP tests, on SQLite and on a PostgreSQL that they start themselves; the sandbox's own tests
	@$(NEED) postgres
	cargo test --workspace --features ssr

conformance: ## Razorpay's Python SDK against the sandbox
	@$(NEED) python
	@$(SERVER)
	SANDBOX="$${CARGO_TARGET_DIR:-target}/debug/razorpay-sandbox" .tools/venv/bin/python -m unittest discover -s razorpay-sandbox/conformance

e2e: ## Browser tests in Chromium against the real server on a fresh database
	@$(NEED) wasm node end2end chromium faketime
	@scripts/assets.sh dev
	@$(SERVER)
	cd end2end && CHROMIUM="$${CHROMIUM:-$$(command -v chromium || command -v google-chrome)}" npx --no-install playwright test

smoke: ## `make run` in a fresh folder on another port: does it come up, does it stop?
	@scripts/smoke.sh

build: ## Release: target/release/nukkad and target/site
	@$(NEED) wasm node
	scripts/assets.sh release
	cargo build --release --features ssr

watch: ## Rebuild and reload on every change (installs cargo-leptos, which takes its time)
	@$(NEED) wasm node cargo-leptos
	cargo leptos watch -- serve --demo

bench: ## Requests, bookings and payments a second, beside their floors; a million runs beside ten thousand; the admin's desk
	@$(NEED) wasm node postgres nginx
	scripts/assets.sh release
	cargo bench --features ssr --bench load
	cargo bench --features ssr --bench pages
	cargo bench --features ssr --bench explore
	cargo bench --features ssr --bench desk
	cargo bench --features ssr --bench payments
	cargo bench --features ssr --bench back_office
	@$(NEED) end2end chromium faketime
	cargo build --release --features ssr
	cd end2end && NUKKAD_BIN=../target/release/nukkad CHROMIUM="$${CHROMIUM:-$$(command -v chromium || command -v google-chrome)}" npx --no-install playwright test --config bench.config.ts
