#!/bin/sh
# build.sh - packages the kernel and links it: ../bitstream/<design>.xclbin.
#
#   sh build.sh [STEP [JOBS]]
#
# STEP   xo: the kernel only; hw_emu: linked for XRT's emulation; hw (default): for the card, hours.
# Needs  vivado and v++ 2022.2 or newer with the card's development platform; VIVADO and VPP may name
#        the programs.
# Exit   0 done; else a line "ERROR: ..." says why.
set -eu
cd "$(dirname "$0")"
step=${1:-hw}
jobs=${2:-4}
vivado=${VIVADO:-vivado}
vpp=${VPP:-v++}
design=$(sed -n 's/^set design  *{\(.*\)}$/\1/p' settings.tcl)
clock=$(sed -n 's/^set clock_mhz  *//p' settings.tcl)

case $step in
  xo | hw_emu | hw) ;;
  *) echo "ERROR: [nn2fpga] '$step' is no step; known: xo, hw_emu, hw" && exit 1 ;;
esac

"$vivado" -mode batch -nojournal -notrace -source package_kernel.tcl
if [ "$step" = xo ]; then exit 0; fi

# --freqhz came with 2023.2 in place of --kernel_frequency.
version=$("$vpp" --version | sed -n 's/.*[Vv]++ v\([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
case $version in
  2022.* | 2023.1) frequency="--kernel_frequency ${clock%.*}" ;;
  *) frequency="--freqhz $(awk "BEGIN { printf \"%d\", $clock * 1000000 }")" ;;
esac

mkdir -p reports ../bitstream
# Two words on purpose.
# shellcheck disable=SC2086
"$vpp" --link --target "$step" --config link.cfg $frequency --jobs "$jobs" \
  --temp_dir link --log_dir reports --report_dir reports \
  --output "../bitstream/$design.xclbin" "${design}_kernel.xo"

# Vivado only warns of a memory image that it cannot open, and leaves the memory empty.
lost=$(grep -rhoF --include='*.log' 'could not open $readmem data file' link reports | head -n 1)
if [ -n "$lost" ]; then
  rm -f "../bitstream/$design.xclbin"
  echo "ERROR: [nn2fpga] v++: $lost" && exit 1
fi
