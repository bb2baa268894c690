# shellcheck shell=bash disable=SC2034 # names for the scripts that source this
# lib.sh: what run, database, part and test share: accounts, processes by recorded id, the layout of a system's folder.
# Sourced by bash scripts; does nothing by itself.
#
# A system lives in one folder DIR (default var/):
#   config        of the programs            secrets/  passwords and keys   tls/  certificate
#   db/           the private database       run/      sockets, pids        spool/, log/, nginx/

set -eu
umask 022
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PATH=$PATH:/usr/sbin:/sbin

say() { printf '%s\n' "$@"; }
die() {
	printf '%s\n' "$*" >&2
	exit 1
}

# --- accounts. As root nothing but nginx's master stays root: the workers are "nobody" and share www-data's group, so
# that nginx reaches their sockets and not their secrets. As an ordinary user everything runs as that user.
account_exists() { getent passwd "$1" >/dev/null 2>&1; }
reachable() { setpriv --reuid "$1" --regid "$(id -g "$1")" --clear-groups test -x "$2" 2>/dev/null; }

# Sets worker, worker_group, database_user and nginx_user for a system in folder $1 (which exists).
choose_accounts() {
	worker=$(id -u) worker_group=$(id -g) database_user=$worker nginx_user=
	[ "$(id -u)" = 0 ] || return 0
	# A checkout below /root (mode 0700) cannot be entered by any other account: then everything runs as root.
	if ! reachable nobody "$1" || ! reachable nobody "$root"; then
		nginx_user=root
		return 0
	fi
	worker=nobody worker_group=www-data nginx_user=www-data database_user=nobody
	if account_exists mysql; then database_user=mysql; fi
}

# Replaces the shell by a command under account $1 and group $2.
as() {
	local user=$1 group=$2
	shift 2
	if [ "$(id -u)" = 0 ] && [ "$user" != 0 ]; then exec setpriv --reuid "$user" --regid "$group" --clear-groups "$@"; fi
	exec "$@"
}

# owned MODE ACCOUNT GROUP DIR…
owned() {
	local mode=$1 user=$2 group=$3
	shift 3
	mkdir -p "$@"
	chmod "$mode" "$@"
	if [ "$(id -u)" = 0 ]; then chown "$user:$group" "$@"; fi
}

# --- processes: a pid file holds the id and the start time, so that a number used again is never taken for ours
started_at() {
	local line
	line=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
	line=${line##*) }
	# shellcheck disable=SC2086
	set -- $line
	[ "$1" != Z ] && [ "$1" != X ] && echo "${20}"
}
record() { echo "$1 $(started_at "$1" || echo 0)" >"$2"; }
recorded() { # prints the id in pid file $1 when that very process still runs
	local pid at
	[ -s "$1" ] && read -r pid at <"$1" && [ "$(started_at "$pid")" = "$at" ] && echo "$pid"
}

# launch NAME ACCOUNT GROUP COMMAND…: own session, own process group, standard error to log/NAME.log
launch() {
	local name=$1 user=$2 group=$3
	shift 3
	(as "$user" "$group" setsid "$@") </dev/null >>"$dir/log/$name.log" 2>&1 &
	record $! "$dir/run/$name.pid"
}

# end SECONDS PIDFILE…: SIGTERM to all, waits, then kills what is left of their process groups
end() {
	local patience=$(($1 * 20)) file pid groups=""
	shift
	for file; do
		pid=$(recorded "$file") || continue
		groups="$groups $pid"
		kill -TERM "$pid" 2>/dev/null || true
	done
	for file; do
		while pid=$(recorded "$file"); do
			patience=$((patience - 1))
			if [ $patience -lt 0 ]; then break; fi
			sleep 0.05
		done
		rm -f "$file"
	done
	for pid in $groups; do kill -KILL -- "-$pid" 2>/dev/null || true; done
}

wait_for() { # wait_for SECONDS COMMAND…
	local n=$(($1 * 20))
	shift
	until "$@" >/dev/null 2>&1; do
		n=$((n - 1))
		if [ $n -lt 0 ]; then return 1; fi
		sleep 0.05
	done
}

# --- the folder. A UNIX socket's path has room for 107 bytes: run/ of a deep folder stands in /tmp.
open_dir() { # sets dir; makes the folder when it is missing
	mkdir -p "$1"
	dir=$(cd "$1" && pwd)
	choose_accounts "$dir"
	local mode=0700
	if [ "$(id -u)" = 0 ]; then mode=0711; fi
	chmod $mode "$dir"
	mkdir -p "$dir/log"
	chmod 0700 "$dir/log"
	if [ ! -d "$dir/run" ]; then
		rm -f "$dir/run"
		if [ ${#dir} -gt 70 ]; then ln -s "$(mktemp -d /tmp/platform.XXXXXX)" "$dir/run"; fi
	fi
	owned $mode "$worker" "$worker_group" "$dir/run"
	run=$(cd "$dir/run" && pwd -P)
	owned 0755 "$database_user" "$(id -g "$database_user")" "$run/db"
	database_socket=$run/db/sql.sock
}

# --- a system whose database's clock can be moved: for tests and the demonstration walk
free_port() {
	local p
	for _ in $(seq 50); do
		p=$((20000 + RANDOM % 12000))
		if ! (: <>"/dev/tcp/127.0.0.1/$p") 2>/dev/null; then echo $p && return; fi
	done
	die "no free port found"
}

# clocked_system DIR VARIANT [OPTION…]: exports the TEST_… names that programs over HTTP read, and starts the system in
# DIR, with these options of scripts/run.
clocked_system() {
	chmod 0711 "$1"
	TEST_PORT=$(free_port)
	export TEST_DIR=$1 TEST_URL=https://127.0.0.1:$TEST_PORT TEST_CA=$1/tls/certificate.pem TEST_CONFIG=$1/config
	export TEST_CLOCK=$1/clock TEST_DATABASE_SOCKET=$1/run/db/sql.sock TEST_ROOT=$root TEST_BUILD=$root/build/$2
	TEST_DATABASE_USER=$(if [ -n "${MYSQL_ROOT-}" ]; then echo root; else id -un; fi)
	export TEST_DATABASE_USER CLOCK_SHIM_FILE=$TEST_CLOCK DATABASE_PRELOAD=$root/build/tools/clock_shim.so
	# Commits need not reach the disk: a killed server keeps them, only a killed machine would not.
	export DATABASE_FLAGS='--innodb-flush-log-at-trx-commit=2 --innodb-buffer-pool-size=128M'
	head -c 8 /dev/zero >"$TEST_CLOCK"
	chmod 0644 "$TEST_CLOCK"
	local where=$1 variant=$2
	shift 2
	"$root/scripts/run" --dir "$where" --port "$TEST_PORT" --variant "$variant" --limits off --demo none --check "$@"
}

# node_packages LOG: the npm packages of tests/, again only when the lock has changed
node_packages() {
	local lock=$root/tests/node_modules/.lock
	if cmp -s "$root/tests/package-lock.json" "$lock" 2>/dev/null; then return 0; fi
	(cd "$root/tests" && npm ci --ignore-scripts --omit=optional >"$1" 2>&1) || { tail -n 5 "$1" && return 1; }
	cp "$root/tests/package-lock.json" "$lock"
}
