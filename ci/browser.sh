#!/bin/sh
# Chromium for the browser tests: the one that is there, else the system's package, else Playwright's own.
set -eu
cd "$(dirname "$0")/.."

for name in chromium chromium-browser google-chrome-stable google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
for kept in "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-* \
    "$HOME"/Library/Caches/ms-playwright/chromium-*; do
    if [ -d "$kept" ]; then
        exit 0
    fi
done

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo -n"
fi
if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
    echo "Installing Chromium for the browser tests (apt) ..."
    said="$(mktemp)"
    if {
        $as_root apt-get update &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
                chromium fonts-liberation
    } >"$said" 2>&1 && command -v chromium >/dev/null 2>&1; then
        rm -f "$said"
        exit 0
    fi
    tail -n 5 "$said" >&2
    rm -f "$said"
fi

echo "Installing Chromium for the browser tests (Playwright) ..."
exec .venv/bin/playwright install chromium
