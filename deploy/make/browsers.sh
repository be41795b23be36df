#!/bin/sh
# The browsers that the tests play in: found, else installed by apt-get where this account may, else said how.
#   browsers.sh chromium            what most browser tests need
#   browsers.sh chromium firefox    with the other engine; without it its tests are skipped, and in CI that is a failure
# Prints nothing and ends with 0 when all are there. ZONEWALK_CHROMIUM, ZONEWALK_FIREFOX name others than those looked for.
set -eu

# The names are those of tests/driver.py and tests/firefox.py.
found() {
    case "$1" in
    chromium) set -- "${ZONEWALK_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome ;;
    firefox) set -- "${ZONEWALK_FIREFOX:-}" firefox-esr firefox ;;
    esac
    for name in "$@"; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

package() {
    case "$1" in
    chromium) echo chromium ;;
    firefox) echo firefox-esr ;;
    esac
}

missing=""
for browser in "$@"; do found "$browser" || missing="$missing $browser"; done
[ -n "$missing" ] || exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; then
    log=$(mktemp)
    $as_root apt-get update >"$log" 2>&1 || tail -n 15 "$log" >&2
    for browser in $missing; do
        echo "Installing $(package "$browser") for the browser tests by apt-get (about 1 min) …"
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$(package "$browser")" \
            >"$log" 2>&1 || tail -n 15 "$log" >&2
    done
    rm -f "$log"
fi

if ! found firefox && case " $* " in *" firefox "*) true ;; *) false ;; esac; then
    cat >&2 <<'EOF'

There is no Firefox here, so the tests of the other engine are skipped. To play them:
  Debian           sudo apt-get install firefox-esr
  elsewhere        install it, then  ZONEWALK_FIREFOX=/path/to/firefox make test
EOF
    [ -z "${CI:-}" ] || exit 1
fi
found chromium && exit 0
cat >&2 <<'EOF'

The browser tests need a Chromium and there is none here. Any of these helps:
  Debian, Ubuntu   sudo apt-get install chromium
  macOS            brew install --cask chromium
  elsewhere        install it, then  ZONEWALK_CHROMIUM=/path/to/chromium make test
Everything but the browser tests runs with:  make check
EOF
exit 1
