# vitis_hls_shim.tcl - test only: stands in for Vitis HLS when run_hls.tcl runs under tclsh.
#
#   tclsh vitis_hls_shim.tcl SCRIPT
#
# Defines the commands that the script uses with the options that UG1399 documents for them.  What
# is not defined here, a file that does not exist, or a step before what it needs ends the run with
# "SHIM: ..." and exit code 3.  Every call is written on standard output as "CALL ...".

proc shim_fail {message} {
  puts "SHIM: $message"
  _exit 3
}
rename exit _exit
proc exit {{code 0}} { _exit $code }
proc unknown {name args} { shim_fail "unknown command '$name'" }

array set did {}

proc options {command arguments flags valued low high} {
  puts "CALL $command $arguments"
  set positional {}
  for {set i 0} {$i < [llength $arguments]} {incr i} {
    set word [lindex $arguments $i]
    if {$word in $valued} {
      incr i
      if {$i >= [llength $arguments]} { shim_fail "$command: $word without a value" }
    } elseif {$word ni $flags} {
      if {[string match -* $word]} { shim_fail "$command: unknown option '$word'" }
      lappend positional $word
    }
  }
  set n [llength $positional]
  if {$n < $low || $n > $high} { shim_fail "$command: $n arguments, not $low to $high" }
  set ::did($command) 1
  return $positional
}

proc after {command args} {
  foreach needed $args {
    if {![info exists ::did($needed)]} { shim_fail "$command before $needed" }
  }
}

proc open_project {args} { options open_project $args {-reset} {} 1 1 }
proc set_top {args} {
  after set_top open_project
  options set_top $args {} {} 1 1
}
proc add_files {args} {
  after add_files open_project
  set file [lindex [options add_files $args {-tb} {-cflags -csimflags} 1 1] 0]
  if {![file isfile $file]} { shim_fail "add_files: no file $file" }
}
proc open_solution {args} {
  after open_solution open_project
  options open_solution $args {-reset} {-flow_target} 1 1
}
proc set_part {args} {
  after set_part open_solution
  options set_part $args {} {} 1 1
}
proc create_clock {args} {
  after create_clock open_solution
  options create_clock $args {} {-period -name} 0 0
}
proc csim_design {args} {
  after csim_design set_top add_files set_part create_clock
  options csim_design $args {-clean -O} {-argv -ldflags} 0 0
}
proc csynth_design {args} {
  after csynth_design set_top add_files set_part create_clock
  options csynth_design $args {} {} 0 0
}
proc cosim_design {args} {
  after cosim_design csynth_design
  options cosim_design $args {} {-argv -rtl -tool} 0 0
}
proc export_design {args} {
  after export_design csynth_design
  options export_design $args {} {-format -rtl -flow -output} 0 0
}

set script [lindex $argv 0]
source $script
shim_fail "the script ends without exit"
