#!/bin/sh
# Make an environment with what the project needs:  sh setup.sh FOLDER [dev]
# With "dev" also what its tests need, a browser and Java included.
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
has() {
    for program; do
        if command -v "$program" > /dev/null 2>&1; then return 0; fi
    done
    return 1
}
missing=
has chromium chromium-browser google-chrome || missing="chromium"
has java || missing="$missing default-jre-headless" # Spark runs on it
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && has apt-get; then
    # shellcheck disable=SC2086 # several packages
    apt-get update -qq && apt-get install -qq -y $missing > /dev/null
else
    echo "Tests of the map need Chromium, those of Spark need Java, or they are skipped:" \
        "install $missing (Debian: sudo apt-get install $missing)" >&2
fi
