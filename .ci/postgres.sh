# A PostgreSQL of our own in a temporary folder, for the tests; gone when the run ends. An address in
# THROUGHLINE_TEST_POSTGRES is used instead when it is set.

postgres_folder=""

start_postgres() {
  if [ -n "${THROUGHLINE_TEST_POSTGRES:-}" ]; then
    say "PostgreSQL: using the one in THROUGHLINE_TEST_POSTGRES"
    return
  fi
  postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/throughline-pg.XXXXXX")
  at_end stop_postgres
  local port options
  port=$(free_port)
  options="-p $port -k $postgres_folder -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300"
  if [ "$(id -u)" = 0 ]; then chown postgres "$postgres_folder"; fi
  as_postgres initdb -D "$postgres_folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null &&
    # Members of one group have to give their password, so that a wrong one is seen.
    sed -i '1i host all +throughline_password 127.0.0.1/32 scram-sha-256' "$postgres_folder/data/pg_hba.conf" &&
    as_postgres pg_ctl -D "$postgres_folder/data" -l "$postgres_folder/log" -w -o "$options" start >/dev/null || {
    cat "$postgres_folder/log" >&2
    fail "PostgreSQL could not be started; its own words are above."
  }
  export THROUGHLINE_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
  say "PostgreSQL: $(as_postgres postgres --version | cut -d' ' -f3) on port $port"
}

stop_postgres() {
  as_postgres pg_ctl -D "$postgres_folder/data" -m immediate stop >/dev/null 2>&1
  rm -rf "$postgres_folder"
}

# PostgreSQL refuses to run as root.
as_postgres() {
  local program
  program="$(postgres_bin)/$1"
  shift
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$program" "$@"); else "$program" "$@"; fi
}
