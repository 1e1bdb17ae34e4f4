#!/usr/bin/env bash
# Builds what the browser loads into target/site: the WebAssembly, its JavaScript, the style sheet and public/.
# usage: scripts/assets.sh dev|release
set -euo pipefail
cd "$(dirname "$0")/.."
profile=${1:-dev}
site=target/site
cargo_profile=wasm-$profile

# Two bundles: travelers load the one without the pages of hosts and admins.
mkdir -p "$site/pkg"
for bundle in "nukkad hydrate" "nukkad-desk desk"; do
  read -r name features <<<"$bundle"
  cargo build --lib --target wasm32-unknown-unknown --features "$features" --profile "$cargo_profile"
  wasm-bindgen --target web --no-typescript --out-name "$name" --out-dir "$site/pkg" "target/wasm32-unknown-unknown/$cargo_profile/nukkad.wasm"
  mv "$site/pkg/${name}_bg.wasm" "$site/pkg/$name.wasm"
done
node scripts/style.mjs "$site/pkg/nukkad.css"
cp -R public/. "$site/"
# Reads QR codes where the browser has no way of its own.
cp node_modules/qr/decode.js node_modules/qr/index.js "$site/door/"

if [ "$profile" = release ]; then
  # Only with the features that the compiler has used: others make it write what no browser reads yet.
  for bundle in "$site"/pkg/*.wasm; do
    npx --no-install wasm-opt -Oz "$bundle" -o "$bundle"
    node -e 'WebAssembly.compile(require("fs").readFileSync(process.argv[1]))' "$bundle"
  done
  for file in "$site"/pkg/nukkad* "$site"/door/*.js; do
    case "$file" in *.br | *.gz) continue ;; esac
    node scripts/compress.mjs "$file"
  done
else
  rm -f "$site"/{pkg,door}/*.br "$site"/{pkg,door}/*.gz
fi
