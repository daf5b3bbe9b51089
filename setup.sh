#!/bin/sh
# Make an environment with what the project needs:  sh setup.sh FOLDER [dev]
# With "dev" also what its tests need, a browser included.
set -eu
folder=$1
group=${2:-}
echo "making $folder: what the project needs${group:+, and its tests}; this takes a minute, once"

if command -v uv > /dev/null 2>&1; then
    uv venv --quiet --allow-existing --python '>=3.11' "$folder"
    set -- uv pip install --quiet --compile-bytecode --python "$folder/bin/python"
else
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "trialsites needs Python 3.11 or newer; this is $(python3 --version)" >&2
        exit 1
    }
    python3 -m venv "$folder"
    # pip older than 25.1 knows no dependency groups.
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade pip
    set -- "$folder/bin/python" -m pip install --quiet --disable-pip-version-check
fi
"$@" --constraint constraints.txt ${group:+--group "$group"} --editable .

[ -n "$group" ] || exit 0
for browser in chromium chromium-browser google-chrome; do
    if command -v $browser > /dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
    apt-get update -qq && apt-get install -qq -y chromium > /dev/null
else
    echo "The map's tests need Chromium: install it (Debian: sudo apt-get install chromium)" >&2
fi
