# run_hls.tcl - Vitis HLS project of an nn2fpga design.
#
#   vitis_hls -f run_hls.tcl                     up to Vitis HLS 2024.2
#   vitis-run --mode hls --tcl run_hls.tcl       from 2023.2 on
#
# The variable NN2FPGA_HLS_STEP of the environment says how far to go: csim (C simulation against
# the integer reference), csynth (default: and synthesis), cosim (and co-simulation of what was
# synthesized), export (and an IP for the catalog).  Writes project/.

set here [file dirname [file normalize [info script]]]
source [file join $here settings.tcl]
set steps {csim csynth cosim export}
set last csynth
if {[info exists ::env(NN2FPGA_HLS_STEP)]} { set last $::env(NN2FPGA_HLS_STEP) }
if {$last ni $steps} {
  puts "ERROR: \[nn2fpga\] '$last' is no step; known: [join $steps {, }]"
  exit 1
}

cd $here
set flags "-std=c++14 -DNN2FPGA_VITIS_HLS"
open_project -reset project
set_top ${design}_axis
add_files [file join $here ${design}_axis.cpp] -cflags $flags
add_files [file join $here $design.cpp] -cflags $flags
add_files -tb [file join $here testbench.cpp] -cflags $flags
open_solution -reset solution -flow_target vivado
set_part $part
create_clock -period $period_ns -name default

set vectors [file join $here vectors]
if {![file isdirectory $vectors]} {
  puts "ERROR: \[nn2fpga\] no vectors in $vectors: 'nn2fpga build' writes them when it verifies"
  exit 1
}
foreach step [lrange $steps 0 [lsearch $steps $last]] {
  switch $step {
    csim { csim_design -argv $vectors }
    csynth { csynth_design }
    cosim { cosim_design -argv $vectors }
    export { export_design -format ip_catalog -rtl verilog }
  }
}
exit 0
