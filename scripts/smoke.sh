#!/usr/bin/env bash
# Runs `make run` as a newcomer would, but on another port and with a fresh data folder: it must come up, show the demo,
# print the accounts, and stop when asked to.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${SMOKE_PORT:-3391}
data=$(mktemp -d)
log=$data/make-run.log
pid=
finish() {
  [ -z "$pid" ] || kill -KILL -- "-$pid" 2>/dev/null || true
  rm -rf "$data"
}
trap finish EXIT
fail() {
  echo "smoke: $1"
  cat "$log"
  echo "0 passed, 1 failed"
  exit 1
}

# Nothing of a developer's own settings: an empty variable counts as not set, and .env does not overrule it.
DATABASE_URL= NUKKAD_ENV= NUKKAD_BASE_URL= NUKKAD_SECRET= RAZORPAY_KEY_ID= RAZORPAY_KEY_SECRET= RAZORPAY_WEBHOOK_SECRET= SMTP_URL= \
  NUKKAD_SANDBOX_ADDR=127.0.0.1:$((port + 1)) NUKKAD_ADDR=127.0.0.1:$port NUKKAD_DATA_DIR=$data/data setsid make run >"$log" 2>&1 &
pid=$!
ready=
for _ in $(seq 1200); do
  if curl -sf "http://127.0.0.1:$port/readyz" >/dev/null; then ready=yes; break; fi
  kill -0 "$pid" 2>/dev/null || fail "make run ended by itself"
  sleep 0.5
done
[ -n "$ready" ] || fail "the site did not come up"
page=$(curl -sf "http://127.0.0.1:$port/")
[[ $page == *"This week"*" in Bengaluru"* ]] || fail "the home page shows no demo data"
for bundle in nukkad nukkad-desk; do
  [[ $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/pkg/$bundle.wasm") == 200 ]] || fail "the browser's bundle $bundle is missing"
done
[[ $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$((port + 1))/sandbox/state") == 200 ]] || fail "the payment sandbox is not there"
grep -q "Nukkad is at http://127.0.0.1:$port" "$log" || fail "the address was not printed"
grep -q "traveler@example.com" "$log" || fail "the demo accounts were not printed"
kill -TERM -- "-$pid"
for _ in $(seq 40); do
  if ! curl -s "http://127.0.0.1:$port/healthz" >/dev/null; then
    # It answers no more, but it may still be putting its files away.
    wait "$pid" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 -- "-$pid" 2>/dev/null || break; sleep 0.1; done
    ! kill -0 -- "-$pid" 2>/dev/null || fail "the server stopped answering and did not end"
    pid=
    echo "smoke: make run came up, showed the demo and stopped"
    echo "1 passed, 0 failed"
    exit 0
  fi
  sleep 0.5
done
fail "the server did not stop"
