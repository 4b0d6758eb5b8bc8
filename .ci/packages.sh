# shellcheck shell=bash disable=SC2034
# The Debian packages that Utväg needs, and how they are asked for. Sourced by ./run and ./test.
# Each package has its reason in docs/dependencies.md; a test compares the two lists.

build_packages=(
  ccache
  cmake
  g++
  libboost-dev
  libhwy-dev
  libicu-dev
  libpq-dev
  libsqlite3-dev
  libssl-dev
  mold
  ninja-build
  nlohmann-json3-dev
  zlib1g-dev
)

test_packages=(
  chromium
  clang-19
  clang-format-19
  clang-tidy-19
  doctest-dev
  libclang-rt-19-dev
  postgresql
)

# To make the Debian package.
package_packages=(
  dpkg-dev
  file
)

web_packages=(
  nodejs
  npm
)
# Whoever has npm already keeps theirs; Debian's would replace it.
if command -v npm >/dev/null; then web_packages=(); fi

# Installs those of the given packages that are missing, or says how to.
require_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian: the parts must be there already ($*)." >&2
    return 0
  fi
  local missing=() package
  for package in "$@"; do
    if ! dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed; then
      missing+=("$package")
    fi
  done
  if [ ${#missing[@]} -eq 0 ]; then
    return 0
  fi
  local install="apt-get install -y --no-install-recommends ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! may_use_sudo; then
      echo "Some packages are missing. Ask someone who administers this machine to run:" >&2
      echo "  apt-get update && $install" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "Installing ${missing[*]} …"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -q && $install" >&2
}

# Without a terminal nobody can type a password, so sudo counts only if it needs none.
may_use_sudo() {
  command -v sudo >/dev/null || return 1
  sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }
}
