#!/bin/sh
# A Chromium for the browser tests: found, else installed by apt-get where this account may, else said how.
# Prints nothing and ends with 0 when there is one. ZONEWALK_CHROMIUM names another than those looked for.
set -eu

found() {
    for name in "${ZONEWALK_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

found && exit 0
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; then
    echo "Installing Chromium for the browser tests by apt-get (about 1 min) …"
    log=$(mktemp)
    if { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends chromium; } >"$log" 2>&1 && found; then
        rm -f "$log"
        exit 0
    fi
    tail -n 15 "$log" >&2
    rm -f "$log"
fi
cat >&2 <<'EOF'

The browser tests need a Chromium and there is none here. Any of these helps:
  Debian, Ubuntu   sudo apt-get install chromium
  macOS            brew install --cask chromium
  elsewhere        install it, then  ZONEWALK_CHROMIUM=/path/to/chromium make test
Everything but the browser tests runs with:  make check
EOF
exit 1
