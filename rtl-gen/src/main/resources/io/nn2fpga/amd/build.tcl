# build.tcl - Vivado project of an nn2fpga design: synthesis, bitstream.
#
#   vivado -mode batch -source build.tcl ?-tclargs STEP ?JOBS??
#
# STEP      project: project only; synth: and synthesis; bitstream (default): all.
# JOBS      processes of a run; default 4.
# Needs     Vivado 2022.2 or newer.  settings.tcl has the design's values, project.tcl makes the
#           project and hands out what came of it, as the board's kind asks for.
# Writes    project/ (open project/<design>.xpr in Vivado), reports/, and ../bitstream/.
# Exit      0 done; 1 with a line "ERROR: ..." that says why.

set here [file dirname [file normalize [info script]]]
source [file join $here settings.tcl]
set step bitstream
set jobs 4
if {$argc > 0} { set step [lindex $argv 0] }
if {$argc > 1} { set jobs [lindex $argv 1] }

proc fail {message} {
  puts "ERROR: \[nn2fpga\] $message"
  exit 1
}

if {$step ni {project synth bitstream}} {
  fail "'$step' is no step; known: project, synth, bitstream"
}

source [file join $here project.tcl]
set images [lsort [glob -nocomplain -directory [file join $here .. rtl mem] *.mem]]
if {[llength $images] > 0} { add_files -norecurse $images }
add_files -fileset constrs_1 -norecurse [file join $here user.xdc]
add_files -fileset utils_1 -norecurse [file join $here copy_memories.tcl]
set_property STEPS.SYNTH_DESIGN.TCL.PRE [file join $here copy_memories.tcl] [get_runs synth_1]

# ---- runs ---------------------------------------------------------------------------------------

proc text {path} {
  set channel [open $path]
  set content [read $channel]
  close $channel
  return $content
}

# Starts a run and waits; the first error of its own log is the reason if it does not end.
proc run {name args} {
  launch_runs $name {*}$args
  wait_on_run $name
  set log [file join [get_property DIRECTORY [get_runs $name]] runme.log]
  if {[get_property PROGRESS [get_runs $name]] ne "100%"} {
    set reason [get_property STATUS [get_runs $name]]
    if {[file exists $log]} { regexp -line {^ERROR: (.*)$} [text $log] -> reason }
    fail "$name: $reason"
  }
  # Vivado only warns, and leaves the memory empty.
  if {[file exists $log] && [regexp -line {could not open \$readmem data file.*$} [text $log] line]} {
    fail "$name: $line"
  }
}

proc reports {stage} {
  global here
  file mkdir [file join $here reports]
  report_timing_summary -file [file join $here reports timing_$stage.rpt]
  report_utilization -hierarchical -file [file join $here reports utilization_$stage.rpt]
}

if {$step eq "project"} { exit 0 }

run synth_1 -jobs $jobs
open_run synth_1 -name synth_1
reports synth
if {$step eq "synth"} { exit 0 }

run impl_1 -to_step write_bitstream -jobs $jobs
open_run impl_1
reports routed

# A bitstream that misses timing is not handed out.
foreach {kind option} {setup -setup hold -hold} {
  set slack [get_property SLACK [get_timing_paths $option -max_paths 1]]
  if {$slack ne "" && $slack < 0} {
    fail "timing is not met: $kind slack $slack ns at $clock_mhz MHz; build with a lower --clock"
  }
}

set out [file normalize [file join $here .. bitstream]]
file mkdir $out
hand_out $out
exit 0
