#!/usr/bin/env bash
# Builds what the browser loads into target/site: the WebAssembly, its JavaScript, the style sheet and public/.
# usage: scripts/assets.sh dev|release
set -euo pipefail
cd "$(dirname "$0")/.."
profile=${1:-dev}
site=target/site
cargo_profile=wasm-$profile

cargo build --lib --target wasm32-unknown-unknown --features hydrate --profile "$cargo_profile"

mkdir -p "$site/pkg"
wasm-bindgen --target web --no-typescript --out-name nukkad --out-dir "$site/pkg" "target/wasm32-unknown-unknown/$cargo_profile/nukkad.wasm"
mv "$site/pkg/nukkad_bg.wasm" "$site/pkg/nukkad.wasm"
node scripts/style.mjs "$site/pkg/nukkad.css"
cp -R public/. "$site/"
# Reads QR codes where the browser has no way of its own.
cp node_modules/qr/decode.js node_modules/qr/index.js "$site/door/"

if [ "$profile" = release ]; then
  # Only with the features that the compiler has used: others make it write what no browser reads yet.
  npx --no-install wasm-opt -Oz "$site/pkg/nukkad.wasm" -o "$site/pkg/nukkad.wasm"
  node -e 'WebAssembly.compile(require("fs").readFileSync(process.argv[1]))' "$site/pkg/nukkad.wasm"
  for file in "$site"/pkg/nukkad.* "$site"/door/*.js; do
    case "$file" in *.br | *.gz) continue ;; esac
    node scripts/compress.mjs "$file"
  done
else
  rm -f "$site"/{pkg,door}/*.br "$site"/{pkg,door}/*.gz
fi
