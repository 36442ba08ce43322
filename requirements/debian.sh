#!/bin/sh
# Installs Debian packages and asks nothing: requirements/debian.sh PACKAGE...
# Exit 3 (environment), with a word on what to do, where this user or this system cannot.
set -eu

fail() {
	echo "$1" >&2
	echo "Then run the same make command again." >&2
	exit 3
}

command -v apt-get >/dev/null || fail "Missing here, and there is no apt-get to install it: $*. Install it in this system's own way."

if [ "$(id -u)" -eq 0 ]; then
	as_root="env"
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
	as_root="sudo -n env"
else
	fail "Missing here, and this user may not install it: $*. As root: apt-get install $*"
fi

apt() {
	$as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" </dev/null
}

echo "Installing from Debian: $*"
apt install -y --no-install-recommends "$@" 2>/dev/null || {
	apt update
	apt install -y --no-install-recommends "$@"
} || fail "Debian could not install: $*. The lines above say why."
