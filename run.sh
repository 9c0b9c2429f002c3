#!/usr/bin/env bash
# Sets up what is missing, then starts Vizsla: ./run.sh [demo | any command of vizsla]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

case "${1:-up}" in
  demo) python_environment checks demo ;;
  *) python_environment checks ;;
esac
build_ui
if [ $# -eq 0 ] || [[ "$1" == --* ]]; then
  set -- up "$@"
fi
exec "$VENV/bin/vizsla" "$@"
