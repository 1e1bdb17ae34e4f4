#!/usr/bin/env bash
# Installs what is missing, with the ordinary clients, and says what it does: scripts/need.sh THING…
# THING: wasm, lints, node, end2end, chromium, faketime, postgres, nginx, python, cargo-leptos
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/.tools
export PATH="$tools/bin:$PATH"

say() { echo "nukkad: $*"; }
has() { command -v "$1" >/dev/null 2>&1; }

# Debian's packages, as root or by sudo.
debian() {
  local sudo=()
  has apt-get || { say "please install $1 by your system's own means, then run this again"; exit 1; }
  if [ "$(id -u)" != 0 ]; then
    has sudo || { say "please run this as root, then try again: apt-get install -y $1"; exit 1; }
    sudo=(sudo)
  fi
  say "installing Debian's $1"
  # A machine that has never been updated knows no packages.
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" >/dev/null 2>&1 ||
    { "${sudo[@]}" apt-get update >/dev/null && "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" >/dev/null; }
}

# SQLite is compiled in, and Rust links by way of cc.
compiler() {
  has cc || debian build-essential
}

target() {
  rustup target list --installed | grep -qx wasm32-unknown-unknown || { say "adding Rust's WebAssembly target"; rustup target add wasm32-unknown-unknown; }
}

# The tool must be of the very version that the library has in Cargo.lock.
wasm_bindgen() {
  local version
  version=$(grep -A1 '^name = "wasm-bindgen"$' Cargo.lock | sed -n 's/^version = "\(.*\)"$/\1/p')
  if has wasm-bindgen && [ "$(wasm-bindgen --version)" = "wasm-bindgen $version" ]; then return; fi
  if has cargo-binstall; then
    say "fetching wasm-bindgen $version"
    cargo binstall --no-confirm --root "$tools" "wasm-bindgen-cli@$version"
  else
    say "building wasm-bindgen $version, about two minutes, once"
    cargo install --quiet --root "$tools" "wasm-bindgen-cli@$version"
  fi
}

# Node packages of a folder, when its lock file is newer than what is there.
packages() {
  if [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ]; then return; fi
  say "installing the node packages of $1"
  (cd "$1" && npm ci --no-audit --no-fund --loglevel=error)
  touch "$1/node_modules/.package-lock.json"
}

postgres() {
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || has initdb || debian postgresql
}

# Debian's package starts a server of its own where systemd runs; what is measured is another one, on a port of its own.
web_server() {
  has nginx || [ -x /usr/sbin/nginx ] || debian nginx
}

# Python packages of the conformance tests, in an environment of their own, when their list is not the one installed.
python() {
  local list=razorpay-sandbox/conformance/requirements.txt venv=$tools/venv
  if cmp -s "$list" "$venv/requirements.txt"; then return; fi
  has python3 || debian python3
  if [ ! -x "$venv/bin/pip" ]; then
    # Debian's python3 comes without the part that makes environments.
    python3 -c 'import ensurepip' 2>/dev/null || debian python3-venv
    python3 -m venv --clear "$venv"
  fi
  say "installing the Python packages of the conformance tests"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$list"
  cp "$list" "$venv/requirements.txt"
}

for thing in "$@"; do
  case $thing in
    wasm) compiler && target && wasm_bindgen ;;
    lints) for part in rustfmt clippy; do cargo "${part/rust/}" --version >/dev/null 2>&1 || { say "adding $part"; rustup component add "$part"; }; done ;;
    node)
      if ! has npm || [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then say "please install Node.js 20 or later, with npm"; exit 1; fi
      packages .
      ;;
    end2end) packages end2end ;;
    chromium) [ -n "${CHROMIUM:-}" ] || has chromium || has google-chrome || debian chromium ;;
    faketime) ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1 || debian faketime ;;
    postgres) compiler && postgres ;;
    nginx) web_server ;;
    python) compiler && python ;;
    cargo-leptos) has cargo-leptos || { say "building cargo-leptos, about ten minutes, once"; cargo install --locked --quiet --root "$tools" cargo-leptos@0.3.10; } ;;
    *) say "nobody knows what $thing is"; exit 1 ;;
  esac
done
