# shellcheck shell=bash disable=SC2034
# What the scripts of bin/ share: where things are, how they talk, and the tools they need. Sourced, not run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# All that the scripts keep between runs (built programs, kubeconfigs) lies here and in docker.
CACHE=${BATON_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/baton}

if [ -t 2 ]; then BOLD=$'\e[1m' RED=$'\e[31m' PLAIN=$'\e[0m'; else BOLD='' RED='' PLAIN=''; fi

say() { printf '%s== %s%s\n' "$BOLD" "$*" "$PLAIN" >&2; }
note() { printf '   %s\n' "$*" >&2; }
warn() { printf '%s!! %s%s\n' "$RED" "$*" "$PLAIN" >&2; }
die() { printf '%serror: %s%s\n' "$RED" "$*" "$PLAIN" >&2; exit 1; }

# minutes SECONDS: "1.5"
minutes() { printf '%d.%d' $(($1 / 60)) $(($1 % 60 / 6)); }

# while_waiting WHAT COMMAND...: runs the command and says every 20 seconds that it still runs.
while_waiting() {
  local what=$1 ticker status
  shift
  tell_time "$what" $BASHPID </dev/null >/dev/null &
  ticker=$!
  # Not `|| status=$?`: that would switch off the caller's `set -e` inside the command. Should the script end here, the
  # ticker sees that its parent is gone.
  "$@"
  status=$?
  { kill "$ticker" && wait "$ticker"; } 2>/dev/null || true
  return $status
}

tell_time() {
  local what=$1 parent=$2 start=$SECONDS
  # Naps of a second: one that is left over when the ticker is killed holds the script's output open.
  while sleep 1 && kill -0 "$parent" 2>/dev/null; do
    (((SECONDS - start) % 20)) || note "$what: $((SECONDS - start)) s so far"
  done
}

# ensure_packages PACKAGE...: Debian packages, installed if they are missing.
ensure_packages() {
  local package missing=()
  for package in "$@"; do
    dpkg-query -Wf '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "these Debian packages are needed and only root can install them: apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  without_starting_services apt_install "${missing[@]}"
}

apt_install() {
  local log=$CACHE/apt.log
  mkdir -p "$CACHE"
  export DEBIAN_FRONTEND=noninteractive
  # The lists may be absent (fresh machine) or too old (a version in them is gone from the mirror): refresh, then install.
  if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    die "could not install $* (log: $log)"
  fi
}

# A package that brings a daemon (docker.io, redis-server) would start it: here we start what we need ourselves, or not at all.
without_starting_services() {
  local policy=/usr/sbin/policy-rc.d made='' status=0
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
    made=1
  fi
  (RUNLEVEL=1 "$@") || status=$?
  [ -z "$made" ] || rm -f $policy
  [ $status = 0 ] || exit $status
}

jdk_major() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null; }

# Sets JAVA_HOME to a JDK 25: the caller's, the one on the PATH, or one that Debian keeps.
find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" "$(readlink -f "$(command -v javac || true)" | sed 's|/bin/javac$||')" \
    /usr/lib/jvm/*25* /opt/*jdk*25* "$HOME"/.sdkman/candidates/java/25*; do
    if [ -n "$home" ] && [ -x "$home/bin/javac" ] && [ "$(jdk_major "$home")" = 25 ]; then
      export JAVA_HOME=$home PATH=$home/bin:$PATH
      return
    fi
  done
  die "no JDK 25 found (looked at JAVA_HOME=${JAVA_HOME:-unset}, the PATH and /usr/lib/jvm): install one, for instance
the package temurin-25-jdk of Eclipse Temurin, or set JAVA_HOME to one"
}

find_maven() {
  command -v mvn >/dev/null || ensure_packages maven
  command -v mvn >/dev/null || die "no Maven found: apt-get install maven"
}

# Go builds the cluster's programs from their modules; 1.25 is what Kubernetes 1.34's module files ask for.
find_go() {
  local version
  command -v go >/dev/null || export PATH=$PATH:/usr/local/go/bin:/usr/lib/go/bin
  command -v go >/dev/null || die "no Go found on the PATH or in /usr/local/go: install Go 1.25 or later"
  version=$(cd / && GOTOOLCHAIN=local go env GOVERSION)
  [ "$(printf '%s\n' go1.25 "$version" | sort -V | head -n 1)" = go1.25 ] ||
    die "Go 1.25 or later is needed, and $(command -v go) is $version"
}
