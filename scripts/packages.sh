# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Sourced by scripts/demo, scripts/test and .ci/run: installs the packages that a step needs, and
# only those that are missing. Names are those of Debian 12 and Ubuntu 24.04.

# Says what is being done, so that a reader can follow.
say() {
	printf '\n== %s\n' "$*"
}

# Succeeds when what the package brings is there, whoever installed it.
has_package() {
	case $1 in
	check) pkg-config --exists check ;;
	gcc-arm-none-eabi) command -v arm-none-eabi-gcc ;;
	libuv1-dev) pkg-config --exists libuv ;;
	chromium-driver) command -v chromedriver ;;
	libc6-dev) echo '#include <stdio.h>' | gcc -E - ;;
	clang-19) command -v clang-19 ;;
	llvm-19) command -v llvm-cov-19 && command -v llvm-profdata-19 ;;
	libclang-rt-19-dev) find "$(clang-19 -print-resource-dir)/" -name 'libclang_rt.profile*' | grep . ;;
	libclang-rt-14-dev) find "$(clang -print-resource-dir)/" -name 'libclang_rt.fuzzer*' | grep . ;;
	libssl-dev) pkg-config --exists openssl ;;
	gcc-*-linux-gnu) command -v "${1#gcc-}-gcc" ;;
	libc6-dev-arm64-cross) echo '#include <stdio.h>' | aarch64-linux-gnu-gcc -E - ;;
	libc6-dev-s390x-cross) echo '#include <stdio.h>' | s390x-linux-gnu-gcc -E - ;;
	qemu-user-static) command -v qemu-s390x-static ;;
	iproute2) command -v ip && command -v ss ;;
	ninja-build) command -v ninja || command -v ninja-build ;;
	# The tests run with the Python that runs Meson, whichever "python3" stands on the PATH.
	python3-jsonschema) meson runpython -c 'import jsonschema' ;;
	# Most packages bring a command of their name; of the others Debian knows.
	*) command -v "$1" || dpkg-query -W -f '${Status}' "$1" | grep 'ok installed' ;;
	esac >/dev/null 2>&1
}

missing_of() {
	for package; do
		has_package "$package" || printf '%s ' "$package"
	done
}

# Prints what must stand before apt-get: nothing for root, else sudo.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		echo env
	elif command -v sudo >/dev/null; then
		echo sudo env
	else
		return 1
	fi
}

give_up() {
	printf '%s\n' "$*" >&2
	exit 1
}

# Installs those of the named packages that are missing.
install_packages() {
	missing=$(missing_of "$@")
	if [ -z "$missing" ]; then
		say "All packages are there: $*"
		return
	fi
	command -v apt-get >/dev/null ||
		give_up "There is no apt-get here. Install what these Debian packages bring, then run this again: $missing"
	root=$(as_root) ||
		give_up "To install packages, run this as root or install sudo. Missing: $missing"

	say "Installing with apt-get: $missing"
	# shellcheck disable=SC2086 # several words on purpose
	$root DEBIAN_FRONTEND=noninteractive apt-get update
	# shellcheck disable=SC2086
	$root DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing

	missing=$(missing_of "$@")
	[ -z "$missing" ] || give_up "Installed, but still not found: $missing(is another meson or compiler first on the PATH?)"
}
