#!/usr/bin/env bash
# Sets up what is missing, then runs every check and test. Arguments go to pytest: ./test.sh tests/store -x
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$ROOT"

python_environment checks demo dev

# Browser tests drive Chromium: the one that is there, or Debian's where it may be installed.
find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
CHROMIUM="${CHROMIUM:-$(find_chromium)}"
if [ -z "$CHROMIUM" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  say "Installing Chromium for the browser tests"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium; } >/dev/null
  CHROMIUM="$(find_chromium)"
fi
[ -n "$CHROMIUM" ] || fail "The browser tests need Chromium: install it, or name it with CHROMIUM=/path/to/chromium."
export CHROMIUM

build_ui
if [ $# -eq 0 ]; then
  "$VENV/bin/ruff" check src tests bench
  "$VENV/bin/ruff" format --check --quiet src tests bench
  "$VENV/bin/mypy"
  "$VENV/bin/lint-imports" | tail -n 4
  node="$(node_directory)"
  install_ui "$node"
  (cd ui && PATH="$node:$PATH" npm run --silent check)
fi
exec "$VENV/bin/pytest" -n "${VIZSLA_TEST_WORKERS:-2}" --dist loadfile "$@"
