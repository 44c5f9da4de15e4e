# copy_memories.tcl - hook before synthesis, in the run's directory: the modules read their memories
# from mem/, relative to it, as in simulation.
set memories [file normalize [file join [file dirname [info script]] .. rtl mem]]
if {[file isdirectory $memories]} {
  file delete -force mem
  file copy $memories mem
}
