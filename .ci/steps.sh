# Runs named steps, tells how long each took, and remembers which failed.

began=$SECONDS
done_steps=()
failed_steps=()

say() { printf '%s\n' "$*"; }

fail() { say "$*" >&2; exit 1; }

# What is done when the run ends, however it ends; what was started last is ended first.
endings=()

at_end() {
  endings=("$1" ${endings[@]+"${endings[@]}"})
  trap end_all EXIT
  trap 'exit 130' INT TERM
}

end_all() {
  local ending
  for ending in "${endings[@]}"; do "$ending"; done
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

step() {
  local name=$1 from=$SECONDS took
  shift
  say "" "== $name: $*"
  if "$@"; then
    took="$((SECONDS - from)) s"
    done_steps+=("$(printf '%-20s %8s' "$name" "$took")")
  else
    took="$((SECONDS - from)) s"
    done_steps+=("$(printf '%-20s %8s  failed' "$name" "$took")")
    failed_steps+=("$name")
  fi
}

summary() {
  say "" "== what was done"
  printf '%s\n' "${done_steps[@]}"
  printf '%-20s %8s\n' "in all" "$((SECONDS - began)) s"
  if ((${#failed_steps[@]})); then
    say "failed: ${failed_steps[*]}"
    exit 1
  fi
  say "everything passed"
}
