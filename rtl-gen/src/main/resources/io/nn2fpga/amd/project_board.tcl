# project.tcl - for build.tcl: the project of a board without a processor, whose top is in ../board.
#
# Needs     the part's devices.
# Gives     project/, and hand_out: the bitstream, and one for the configuration flash.

if {[llength [get_parts -quiet $part]] == 0} {
  fail "this Vivado has no part '$part': add its devices by Help > Add Design Tools or Devices"
}

create_project -force $design [file join $here project] -part $part
set_property target_language Verilog [current_project]

set board [file normalize [file join $here .. board]]
set list_file [open [file join $board files.f]]
foreach name [split [string trim [read $list_file]] "\n"] {
  add_files -norecurse [file normalize [file join $board $name]]
}
close $list_file
add_files -fileset constrs_1 -norecurse [file join $board pins.xdc]
set_property top $top [current_fileset]
update_compile_order -fileset sources_1
set_property STEPS.WRITE_BITSTREAM.ARGS.BIN_FILE true [get_runs impl_1]

# Copies what was made to a folder.
proc hand_out {out} {
  global here design top
  foreach kind {bit bin} {
    file copy -force [file join [get_property DIRECTORY [get_runs impl_1]] $top.$kind] \
      [file join $out $design.$kind]
  }
}
