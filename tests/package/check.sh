#!/usr/bin/env bash
# The Debian package of the release build: what is in it, and that the program works from where it
# is unpacked, with its unit and its container's own health check. Nothing is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
made=$PWD/build/package
root=$made/root
program=$root/usr/bin/utvag

fault() {
  echo "FAULT: $*" >&2
  exit 1
}

make_package() {
  rm -rf "$made"
  mkdir -p "$made"
  (cd build/release && cpack -G DEB -B "$made") >"$made/cpack.log" || {
    cat "$made/cpack.log"
    fault "no package was made"
  }
  dpkg-deb -R "$made"/utvag_*.deb "$root"
}

check_content() {
  local path
  for path in usr/bin/utvag usr/share/utvag/packs/se/paket.norm usr/share/utvag/web/utvag.css \
    usr/share/utvag/web/fkui.css usr/share/utvag/web/tema.css usr/share/utvag/scenarier/README.md \
    usr/share/utvag/data/lab/antaganden.json usr/share/doc/utvag/examples/01-ensamstaende.json \
    usr/share/doc/utvag/copyright usr/share/doc/utvag/changelog.gz usr/share/doc/utvag/nginx.conf \
    usr/share/man/man1/utvag.1.gz usr/lib/systemd/system/utvag.service; do
    [ -s "$root/$path" ] || fault "$path is not in the package"
  done
  [ "$(stat -c %a "$root/etc/utvag/utvag.env")" = 600 ] || fault "utvag.env can be read by others"
  grep -qx /etc/utvag/utvag.env "$root/DEBIAN/conffiles" || fault "utvag.env is no conffile"
  local script
  for script in postinst prerm postrm; do
    sh -n "$root/DEBIAN/$script"
    [ -x "$root/DEBIAN/$script" ] || fault "$script cannot be run"
  done
}

# The program, the package, its changelog and its declared libraries.
check_control() {
  local depends library version
  depends=$(dpkg-deb -f "$made"/utvag_*.deb Depends)
  for library in libicu libpq5 libsqlite3-0 libssl3 zlib1g libstdc++6 libhwy1; do
    [[ $depends == *"$library"* ]] || fault "the package does not depend on $library: $depends"
  done
  version=$(dpkg-deb -f "$made"/utvag_*.deb Version)
  [ "$("$program" --version)" = "utvag $version" ] || fault "the program is not version $version"
  [[ $(zcat "$root/usr/share/doc/utvag/changelog.gz") == "utvag ($version) "* ]] ||
    fault "debian/changelog does not begin with $version"
}

# From an empty folder and environment: nothing of the repository may be needed.
installed() {
  (cd "$made/empty" && env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "$program" "$@")
}

check_answers() {
  mkdir -p "$made/empty"
  installed calc "$root/usr/share/doc/utvag/examples/01-ensamstaende.json" --month 2026-11 \
    --no-keep >"$made/calc.txt"
  grep -q "uträkningen 12[^0-9]*240[^0-9]*kr" "$made/calc.txt" ||
    fault "the first example does not give 12 240 kr: $made/calc.txt"
  installed rules check >"$made/rules.log" || fault "the installed packs are refused"
  installed lab population --country --households 20 --seed 1 --out "$made/land.utvcol" \
    >"$made/lab.log" 2>&1 || fault "the lab does not find its data"
}

# health PORT: the command of the Dockerfile's HEALTHCHECK, as it stands there.
health() {
  local command
  command=$(sed -n 's/^ *CMD \["\/bin\/bash", "-c", "\(.*\)"\]$/\1/p' deploy/Dockerfile)
  [ -n "$command" ] || fault "no health check in the Dockerfile"
  UTVAG_PORT=$1 /bin/bash -c "${command//\\\\/\\}"
}

check_service() {
  local port="" try server
  installed migrate --db "sqlite:$made/utvag.db" >"$made/migrate.log"
  : >"$made/serve.out"
  "$program" serve --db "sqlite:$made/utvag.db" --port 0 >"$made/serve.out" 2>&1 &
  server=$!
  # shellcheck disable=SC2064  # this server
  trap "kill $server 2>/dev/null || true" EXIT
  for try in $(seq 100); do
    sleep 0.1
    port=$(sed -n 's/^Utväg svarar på .*:\([0-9]*\)\/$/\1/p' "$made/serve.out")
    [ -z "$port" ] || break
  done
  [ -n "$port" ] || fault "serve did not begin in $((try / 10)) s: $(cat "$made/serve.out")"
  health "$port" || fault "the container's health check does not find a healthy server"
  kill -TERM "$server"
  wait "$server" || fault "serve did not stop in good order"
  trap - EXIT
  if health "$port" 2>"$made/health.log"; then
    fault "the container's health check finds a server that has stopped"
  fi
}

# By systemd's own tools where they are; a container seldom has them.
check_unit() {
  command -v systemd-analyze >/dev/null || {
    unit="unit not read: no systemd here"
    return
  }
  sed "s|/usr/bin/utvag|$program|; s|^Documentation=.*||" deploy/utvag.service \
    >"$made/utvag.service"
  # A misspelt setting is only warned of; what is said of other units is not ours.
  if ! systemd-analyze verify "$made/utvag.service" >"$made/verify.log" 2>&1 ||
    grep -q "utvag\.service" "$made/verify.log"; then
    cat "$made/verify.log"
    fault "utvag.service is not as systemd wants it"
  fi
  systemd-analyze security --offline=true --threshold=15 "$made/utvag.service" \
    >"$made/security.log" || fault "utvag.service is exposed more than 1.5: $made/security.log"
  local exposure
  exposure=$(sed -n 's/.*level for .*: \([0-9.]*\) .*/\1/p' "$made/security.log")
  unit="unit verified, exposure $exposure"
}

make_package
check_content
check_control
check_answers
check_service
check_unit
bash -n run test .ci/*
echo "$(basename "$made"/utvag_*.deb): content, versions, answers, health; $unit"
