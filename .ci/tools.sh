# Finds the tools, installs PostgreSQL and Chromium where they are missing, and says how to get the rest.

need_tools() {
  command -v cargo >/dev/null || fail "Rust is missing. Install Rust 1.94 or newer with rustup, then run this again."
  command -v node >/dev/null || fail "Node is missing. Install Node 20 or newer, then run this again."
  local node_major
  node_major=$(node -p 'process.versions.node.split(".")[0]')
  ((node_major >= 20)) || fail "Node $node_major is too old for the browser stories. Install Node 20 or newer."
  command -v npm >/dev/null || fail "npm is missing. It comes with Node; on Debian it is the package npm."
  [ -n "$(postgres_bin)" ] || install_package postgresql
  [ -n "$(postgres_bin)" ] || fail "PostgreSQL 15 or newer was not found after installing the package postgresql."
  THROUGHLINE_CHROMIUM=${THROUGHLINE_CHROMIUM:-$(chromium_bin)}
  if [ -z "$THROUGHLINE_CHROMIUM" ]; then
    install_package chromium
    THROUGHLINE_CHROMIUM=$(chromium_bin)
  fi
  [ -n "$THROUGHLINE_CHROMIUM" ] || fail "Chromium was not found. Install it, or name it in THROUGHLINE_CHROMIUM."
  export THROUGHLINE_CHROMIUM
}

chromium_bin() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }

# The newest server's folder; distributions keep it out of the path.
postgres_bin() {
  local folder
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin /usr/local/pgsql/bin | sort -Vr); do
    if [ -x "$folder/initdb" ]; then
      say "$folder"
      return
    fi
  done
  if command -v initdb >/dev/null; then dirname "$(readlink -f "$(command -v initdb)")"; fi
}

# The packages of a lock file, unless they are there already: a new folder would rebuild what is made from it.
packages() {
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] ||
    step "packages of $1" npm --prefix "$1" ci --no-audit --no-fund
}

install_package() {
  local package=$1 root=()
  command -v apt-get >/dev/null || fail "$package is missing. Install it with your package manager, then run this again."
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "$package is missing. Install it as root: apt-get install $package"
    root=(sudo -n)
  fi
  say "$package is missing; installing it with apt-get"
  # A mirror that does not answer is given up soon.
  local soon=(-o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 -o Acquire::Retries=1)
  "${root[@]}" apt-get "${soon[@]}" update -q >/dev/null &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${soon[@]}" install -y -q --no-install-recommends "$package" >/dev/null ||
    fail "$package could not be installed. Install it by hand, then run this again."
}
