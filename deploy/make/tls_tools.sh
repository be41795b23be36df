#!/bin/sh
# Caddy and certutil for the tests of the TLS proxy: found, else unpacked into build/tools from Debian's packages. Unpacked
# and not installed, for an installed Caddy would start serving on this machine. Where neither works it is said, and those
# tests are left out; in the CI that is a failure.
set -eu
cd "$(dirname "$0")/../.."
PATH="$PATH:$PWD/build/tools/usr/bin"

found() {
    command -v caddy >/dev/null 2>&1 && command -v certutil >/dev/null 2>&1
}

found && exit 0
if command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1; then
    echo "Unpacking Caddy for the tests of the TLS proxy …"
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    $as_root apt-get update >"$scratch/log" 2>&1 || true # the lists that are there may do
    if (cd "$scratch" && apt-get download caddy libnss3-tools) >>"$scratch/log" 2>&1; then
        mkdir -p build/tools
        for package in "$scratch"/*.deb; do dpkg-deb -x "$package" build/tools; done
        found && exit 0
    fi
    tail -n 5 "$scratch/log" >&2
fi
cat >&2 <<'EOF'

The tests of the TLS proxy need Caddy and certutil; without them they are left out. To have them:
  Debian, Ubuntu   sudo apt-get install caddy libnss3-tools
  macOS            brew install caddy nss
EOF
[ -z "${CI:-}" ]
