# A MariaDB of our own in a temporary folder, for the tests that fetch values from one; gone when the run ends. An address
# in THROUGHLINE_TEST_MYSQL is used instead when it is set, of a user who may make databases and users. Where there is no
# server, or none that starts, the run says so and goes on, and those tests say that they skip.

mariadb_folder=""
mariadb_process=""

start_mariadb() {
  if [ -n "${THROUGHLINE_TEST_MYSQL:-}" ]; then
    say "MariaDB: using the one in THROUGHLINE_TEST_MYSQL"
    return
  fi
  # In a shell of its own: what cannot be installed here ends that shell alone.
  [ -n "$(mariadb_bin)" ] || (install_package mariadb-server-core)
  if [ -z "$(mariadb_bin)" ]; then
    say "MariaDB: there is none here, so the tests that fetch values from one are skipped (package mariadb-server-core)"
    return
  fi
  local port
  mariadb_folder=$(mktemp -d "${TMPDIR:-/tmp}/throughline-mariadb.XXXXXX")
  at_end stop_mariadb
  port=$(free_port)
  if [ "$(id -u)" = 0 ]; then chown nobody "$mariadb_folder"; fi
  if ! mariadb_tables 2>>"$mariadb_folder/log" | as_mariadb --bootstrap >>"$mariadb_folder/log" 2>&1; then
    mariadb_skipped
    return
  fi
  # Addresses, not names, so that 127.0.0.1 is not taken for localhost and its users.
  as_mariadb --port="$port" --bind-address=127.0.0.1 --socket="$mariadb_folder/socket" \
    --pid-file="$mariadb_folder/pid" --skip-name-resolve --max-connections=300 >>"$mariadb_folder/log" 2>&1 &
  mariadb_process=$!
  local until=$((SECONDS + 60))
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    if ! kill -0 "$mariadb_process" 2>/dev/null || ((SECONDS > until)); then
      mariadb_skipped
      return
    fi
    sleep 0.1
  done
  export THROUGHLINE_TEST_MYSQL="mysql://root@127.0.0.1:$port/mysql"
  say "MariaDB: $("$(mariadb_bin)" --no-defaults --version | grep -o '[0-9][0-9.]*' | head -1) on port $port"
}

stop_mariadb() {
  if [ -n "$mariadb_process" ]; then
    kill "$mariadb_process" 2>/dev/null
    wait "$mariadb_process" 2>/dev/null
  fi
  rm -rf "$mariadb_folder"
}

mariadb_skipped() {
  cat "$mariadb_folder/log" >&2
  say "MariaDB could not be started; its own words are above. The tests that fetch values from one are skipped."
}

mariadb_bin() { PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v mariadbd || true; }

# What makes the server's own tables: it lies beside its character sets, and changed its name once.
mariadb_tables() {
  local folder script
  folder=$("$(mariadb_bin)" --no-defaults --verbose --help 2>/dev/null | awk '$1 == "character-sets-dir" { print $2 }')
  printf '%s;\n' "create database mysql" "use mysql" "set @auth_root_socket = null"
  for script in system_tables.sql performance_tables.sql system_tables_data.sql; do
    cat "${folder%charsets/}"*_"$script"
  done
}

# Small, and without a promise to outlive a power cut. It does not run as root.
as_mariadb() {
  local options=(--no-defaults "--datadir=$mariadb_folder" --skip-log-bin --innodb-buffer-pool-size=16M
    --innodb-log-file-size=8M --innodb-flush-log-at-trx-commit=0 --key-buffer-size=1M --aria-pagecache-buffer-size=8M
    --performance-schema=off --character-set-server=utf8mb4)
  if [ "$(id -u)" = 0 ]; then options+=(--user=nobody); fi
  exec "$(mariadb_bin)" "${options[@]}" "$@"
}
