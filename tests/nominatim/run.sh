#!/bin/sh
# Imports a small invented town into a real Nominatim and runs the tests against it.
# Needs Debian 12 and root once, for its packages; everything else lives in a folder that is removed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=$(command -v "${1:-python3}")
port=${NOMINATIM_PORT:-58088}
pgport=${NOMINATIM_PGPORT:-55438}
bin=/usr/lib/postgresql/15/bin

# PyICU, which Nominatim needs, comes as source: the last four build it.
packages="osm2pgsql postgresql-15-postgis-3 postgresql-15-postgis-3-scripts g++ libicu-dev pkg-config python3-dev"
missing=
for package in $packages; do
    case $(dpkg-query -W -f '${Status}' "$package" 2> /dev/null) in
        *" installed") ;;
        *) missing="$missing $package" ;;
    esac
done
if [ -n "$missing" ]; then
    [ "$(id -u)" = 0 ] || { echo "run once as root: apt-get install$missing" >&2; exit 1; }
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086  # a list of words
    apt-get install -y -qq --no-install-recommends $missing > /dev/null
fi

work=$(mktemp -d)
chmod 755 "$work"
as_postgres() { (cd / && if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi); }
server=
stop() {
    [ -z "$server" ] || kill "$server" 2> /dev/null || true
    as_postgres "$bin/pg_ctl" -D "$work/pg/data" -m immediate stop > /dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop EXIT INT TERM

venv=${NOMINATIM_VENV:-$work/venv}
[ -x "$venv/bin/nominatim" ] || {
    "$python" -m venv "$venv"
    "$venv/bin/pip" install --quiet nominatim-db==5.3.3 nominatim-api==5.3.3 falcon==4.4.0 uvicorn==0.54.0
}

mkdir "$work/pg" "$work/project"
[ "$(id -u)" != 0 ] || chown postgres "$work/pg"
as_postgres "$bin/initdb" -D "$work/pg/data" -U postgres --auth=trust --locale=C.UTF-8 -E UTF8 -N > /dev/null
as_postgres "$bin/pg_ctl" -D "$work/pg/data" -w -l "$work/pg/log" \
    -o "-p $pgport -k $work/pg -c listen_addresses=127.0.0.1 -c fsync=off -c jit=off" start > /dev/null
psql -q -h 127.0.0.1 -p "$pgport" -U postgres -c 'create role "www-data" login'

cat > "$work/project/.env" <<ENV
NOMINATIM_DATABASE_DSN="pgsql:dbname=nominatim;host=127.0.0.1;port=$pgport;user=postgres"
NOMINATIM_IMPORT_STYLE=extratags
NOMINATIM_LANGUAGES=en,fr
ENV
cd "$work/project"
"$venv/bin/nominatim" import --project-dir . --osm-file "$here/arville.osm" --threads 2 > "$work/import.log" 2>&1 ||
    { tail -20 "$work/import.log"; exit 1; }
"$venv/bin/nominatim" serve --project-dir . --engine falcon --server "127.0.0.1:$port" > "$work/serve.log" 2>&1 &
server=$!
cd "$here/../.."
NOMINATIM_ADDRESS="127.0.0.1:$port" PYTHONPATH=src "$python" -m pytest tests/nominatim ||
    { tail -20 "$work/serve.log"; exit 1; }
