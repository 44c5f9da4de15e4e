# vivado_shim.tcl - test only: stands in for Vivado when build.tcl runs under tclsh.
#
#   tclsh vivado_shim.tcl ?-D NAME=VALUE?... SCRIPT ?ARGUMENT?...
#
# Defines the commands that the script uses, with the options that Vivado documents for them
# (UG835), and a model of a project and a block design.  A command or option that is not defined
# here, a file that does not exist, a name of an object that was not created, or pins that cannot be
# connected end the run with "SHIM: ..." and exit code 3.  Every call is written on standard output
# as "CALL <command> <arguments>"; at the exit the model follows as "MODEL ..." lines.
# The ports of IP are from AMD's product guides, written down from memory: PG021 axi_dma, PG247
# smartconnect, PG164 proc_sys_reset, PG201 zynq_ultra_ps_e, PG082 processing_system7.
# -D    BOARDS=empty: no board files; PARTS=empty: no such part; IPS=empty: no IP; SYNTH=..., IMPL=...: failed: the run fails;
#       MEMORY=lost: synthesis could not open a memory image; SLACK=number.

array set define {BOARDS all PARTS all IPS all SYNTH ok IMPL ok MEMORY found SLACK 0.123}
while {[lindex $argv 0] eq "-D"} {
  set define([lindex [split [lindex $argv 1] =] 0]) [lindex [split [lindex $argv 1] =] 1]
  set argv [lrange $argv 2 end]
}

proc shim_fail {message} {
  puts "SHIM: $message"
  _exit 3
}
rename exit _exit
proc exit {{code 0}} {
  model
  _exit $code
}
rename unknown _unknown
proc unknown {name args} { shim_fail "unknown command '$name'" }

# options COMMAND CALL-ARGUMENTS FLAGS VALUED: {options positional}; refuses any other option.
proc options {command arguments flags valued} {
  puts "CALL $command $arguments"
  set given [dict create]
  set positional {}
  for {set i 0} {$i < [llength $arguments]} {incr i} {
    set word [lindex $arguments $i]
    if {$word in $flags} {
      dict set given $word 1
    } elseif {$word in $valued} {
      incr i
      if {$i >= [llength $arguments]} { shim_fail "$command: $word without a value" }
      dict set given $word [lindex $arguments $i]
    } elseif {[string match -* $word] && ![string is double -strict $word]} {
      shim_fail "$command: unknown option '$word'"
    } else {
      lappend positional $word
    }
  }
  return [list $given $positional]
}

proc count {command positional low high} {
  set n [llength $positional]
  if {$n < $low || $n > $high} { shim_fail "$command: $n arguments, not $low to $high" }
}

# ---- project ------------------------------------------------------------------------------------

array set state {project {} top {} bd {} saved 0 validated 0 assigned 0 wrapper {} generated 0}
array set property {}
array set fileset {}
set cells {}
array set vlnv {}
array set net {}
array set link {}
array set run_state {}

proc need_project {command} {
  if {$::state(project) eq ""} { shim_fail "$command: no project is open" }
}

proc need_bd {command} {
  if {$::state(bd) eq ""} { shim_fail "$command: no block design is open" }
}

proc create_project {args} {
  lassign [options create_project $args {-force -in_memory -quiet} {-part}] given positional
  count create_project $positional 1 2
  if {![dict exists $given -part]} { shim_fail "create_project: no part" }
  lassign $positional ::state(project) ::state(directory)
  file mkdir $::state(directory)
}

proc current_project {args} { need_project current_project; return project_1 }
proc current_fileset {args} { need_project current_fileset; return sources_1 }

# As AMD's board store and the makers name them; the versions are ours.
set installed_boards {xilinx.com:zcu104:part0 xilinx.com:zcu102:part0 xilinx.com:kv260_som:part0
  tul.com.tw:pynq-z2:part0 www.digilentinc.com:pynq-z1:part0 avnet-tria:ultra96v2:part0}

proc get_board_parts {args} {
  lassign [options get_board_parts $args {-quiet} {}] given positional
  if {$::define(BOARDS) eq "empty"} { return {} }
  set found {}
  foreach board $::installed_boards {
    foreach version {1.9 1.10} {
      if {[string match [lindex $positional 0] $board:$version]} { lappend found $board:$version }
    }
  }
  return $found
}

proc get_ipdefs {args} {
  lassign [options get_ipdefs $args {-quiet -all} {-filter}] given positional
  if {$::define(IPS) eq "empty"} { return {} }
  set ip [lindex [split [lindex $positional 0] :] 2]
  if {![info exists ::ports($ip)]} { return {} }
  return [list xilinx.com:ip:$ip:1.0 xilinx.com:ip:$ip:2.1]
}

proc add_files {args} {
  lassign [options add_files $args {-norecurse -force -quiet} {-fileset}] given positional
  need_project add_files
  count add_files $positional 1 1
  set set_name [expr {[dict exists $given -fileset] ? [dict get $given -fileset] : "sources_1"}]
  if {$set_name ni {sources_1 constrs_1 utils_1}} { shim_fail "add_files: no fileset $set_name" }
  foreach path [lindex $positional 0] {
    if {![file isfile $path]} { shim_fail "add_files: no file $path" }
    if {[info exists ::fileset($path)]} { shim_fail "add_files: $path is added twice" }
    set ::fileset($path) $set_name
  }
}

proc update_compile_order {args} { options update_compile_order $args {-quiet} {-fileset} }

proc get_files {args} {
  lassign [options get_files $args {-quiet} {-of_objects}] given positional
  count get_files $positional 1 1
  if {[lindex $positional 0] ne "$::state(bd).bd"} { shim_fail "get_files: no [lindex $positional 0]" }
  return $::state(bd_file)
}

proc get_runs {args} {
  lassign [options get_runs $args {} {}] given positional
  if {[lindex $positional 0] ni {synth_1 impl_1}} { shim_fail "get_runs: no [lindex $positional 0]" }
  return [lindex $positional 0]
}

proc set_property {args} {
  lassign [options set_property $args {-quiet} {-dict}] given positional
  if {[dict exists $given -dict]} {
    count set_property $positional 1 1
    set pairs [dict get $given -dict]
    if {[llength $pairs] % 2} { shim_fail "set_property: an odd -dict" }
  } else {
    count set_property $positional 3 3
    set pairs [lrange $positional 0 1]
  }
  set object [lindex $positional end]
  if {$object eq ""} { shim_fail "set_property: no object" }
  foreach {name value} $pairs {
    if {$object in $::cells && ![string match CONFIG.* $name]} {
      shim_fail "set_property: $name on cell $object"
    }
    set ::property($object,$name) $value
    if {$name eq "top"} {
      if {[lsearch [array names ::fileset] */$value.v] < 0} { shim_fail "no file of top $value" }
      set ::state(top) $value
    }
    if {[string match STEPS.*.TCL.* $name] && ![file isfile $value]} { shim_fail "no hook $value" }
  }
}

proc get_property {args} {
  lassign [options get_property $args {-quiet} {}] given positional
  count get_property $positional 2 2
  lassign $positional name object
  switch -glob $name {
    DIRECTORY { return [file join $::state(directory) $::state(project).runs $object] }
    PROGRESS { return [expr {$::run_state($object) eq "ok" ? "100%" : "47%"}] }
    STATUS { return [expr {$::run_state($object) eq "ok" ? "Complete!" : "$object ERROR"}] }
    SLACK { return $::define(SLACK) }
  }
  shim_fail "get_property: $name is not modelled"
}

# ---- block design -------------------------------------------------------------------------------

# Clock and reset pins in (i) and out (o), other pins, slave (s) and master (m) interfaces.
array set ports {
  zynq_ultra_ps_e {o pl_clk0 o pl_resetn0 i maxihpm0_fpd_aclk i saxihp0_fpd_aclk i pl_ps_irq0
    m M_AXI_HPM0_FPD s S_AXI_HP0_FPD}
  processing_system7 {o FCLK_CLK0 o FCLK_RESET0_N i M_AXI_GP0_ACLK i S_AXI_HP0_ACLK i IRQ_F2P
    m M_AXI_GP0 s S_AXI_HP0}
  axi_dma {i s_axi_lite_aclk i m_axi_mm2s_aclk i m_axi_s2mm_aclk i axi_resetn o mm2s_introut
    o s2mm_introut s S_AXI_LITE s S_AXIS_S2MM m M_AXIS_MM2S m M_AXI_MM2S m M_AXI_S2MM}
  proc_sys_reset {i slowest_sync_clk i ext_reset_in o peripheral_aresetn}
  xlconcat {i In0 i In1 o dout}
  smartconnect {i aclk i aresetn}
}

proc create_bd_design {args} {
  lassign [options create_bd_design $args {} {-dir}] given positional
  need_project create_bd_design
  set ::state(bd) [lindex $positional 0]
  set ::state(bd_file) [file join $::state(directory) $::state(project).srcs sources_1 bd \
    $::state(bd) $::state(bd).bd]
}

proc create_bd_cell {args} {
  lassign [options create_bd_cell $args {} {-type -vlnv -reference}] given positional
  need_bd create_bd_cell
  count create_bd_cell $positional 1 1
  set name [lindex $positional 0]
  if {$name in $::cells} { shim_fail "create_bd_cell: $name exists" }
  switch [dict get $given -type] {
    ip {
      set ip [lindex [split [dict get $given -vlnv] :] 2]
      if {![info exists ::ports($ip)]} { shim_fail "create_bd_cell: no IP $ip" }
      set ::vlnv($name) $ip
    }
    module {
      set ::vlnv($name) module
      set ::ports(module) [module_ports [dict get $given -reference]]
    }
    default { shim_fail "create_bd_cell: type [dict get $given -type]" }
  }
  lappend ::cells $name
  return $name
}

# The pins and the interfaces that Vivado infers from the ports of a module of the project.
proc module_ports {module} {
  set path [lsearch -inline [array names ::fileset] */$module.v]
  if {$path eq ""} { shim_fail "create_bd_cell: no source of module $module" }
  set channel [open $path]
  set text [read $channel]
  close $channel
  set result {}
  set seen [dict create]
  foreach {- direction - name} [regexp -all -inline {\y(input|output)\s+wire\s*(\[[^\]]*\]\s*)*(\w+)} $text] {
    if {[regexp {^([sm])_(axis|axi)_(\w+)$} $name - side kind signal]} {
      dict lappend seen ${side}_$kind $signal
    } else {
      lappend result [expr {$direction eq "input" ? "i" : "o"}] $name
    }
  }
  dict for {interface signals} $seen {
    set needed [expr {[string match *axis $interface] ? "tdata tvalid tready tlast tkeep" :
      "awaddr awvalid awready wdata wstrb wvalid wready bresp bvalid bready araddr arvalid arready rdata rresp rvalid rready"}]
    foreach signal $needed {
      if {$signal ni $signals} { shim_fail "$interface of $module has no $signal" }
    }
    lappend result [string index $interface 0] $interface
  }
  foreach clock {aclk aresetn} {
    if {$clock ni $result} { shim_fail "$module has no $clock" }
  }
  return $result
}

# What a cell has now; SmartConnect by its configuration.
proc ports_of {cell} {
  set list $::ports($::vlnv($cell))
  if {$::vlnv($cell) eq "smartconnect"} {
    foreach {kind side} {SI s MI m} {
      for {set i 0} {$i < $::property($cell,CONFIG.NUM_$kind)} {incr i} {
        lappend list $side [format %s%02d_AXI [string toupper [expr {$side eq "s" ? "s" : "m"}]] $i]
      }
    }
  }
  return $list
}

proc find_port {command path kinds} {
  lassign [split $path /] cell port
  if {$cell ni $::cells} { shim_fail "$command: no cell $cell" }
  foreach {kind name} [ports_of $cell] {
    if {$name eq $port && $kind in $kinds} { return $kind }
  }
  shim_fail "$command: cell $cell has no $port"
}

proc get_bd_cells {args} {
  lassign [options get_bd_cells $args {-quiet} {}] given positional
  if {[lindex $positional 0] ni $::cells} { shim_fail "get_bd_cells: no [lindex $positional 0]" }
  return [lindex $positional 0]
}

proc get_bd_pins {args} {
  lassign [options get_bd_pins $args {-quiet} {}] given positional
  find_port get_bd_pins [lindex $positional 0] {i o}
  return [lindex $positional 0]
}

proc get_bd_intf_pins {args} {
  lassign [options get_bd_intf_pins $args {-quiet} {}] given positional
  find_port get_bd_intf_pins [lindex $positional 0] {s m}
  return [lindex $positional 0]
}

proc connect_bd_net {args} {
  lassign [options connect_bd_net $args {} {-net}] given positional
  count connect_bd_net $positional 2 2
  lassign $positional from to
  if {[find_port connect_bd_net $from {i o}] ne "o"} { shim_fail "connect_bd_net: $from is no output" }
  if {[find_port connect_bd_net $to {i o}] ne "i"} { shim_fail "connect_bd_net: $to is no input" }
  if {[info exists ::net($to)]} { shim_fail "connect_bd_net: $to has two drivers" }
  set ::net($to) $from
}

proc connect_bd_intf_net {args} {
  lassign [options connect_bd_intf_net $args {} {-intf_net}] given positional
  count connect_bd_intf_net $positional 2 2
  lassign $positional from to
  if {[find_port connect_bd_intf_net $from {s m}] ne "m"} { shim_fail "$from is no master" }
  if {[find_port connect_bd_intf_net $to {s m}] ne "s"} { shim_fail "$to is no slave" }
  foreach end [list $from $to] {
    if {[info exists ::link($end)]} { shim_fail "connect_bd_intf_net: $end is connected twice" }
  }
  if {[string match -nocase *axis* $from] != [string match -nocase *axis* $to]} {
    shim_fail "connect_bd_intf_net: $from and $to are of different kinds"
  }
  set ::link($from) $to
  set ::link($to) $from
}

proc apply_bd_automation {args} {
  lassign [options apply_bd_automation $args {} {-rule -config}] given positional
  count apply_bd_automation $positional 1 1
  if {![string match "xilinx.com:bd_rule:$::vlnv([lindex $positional 0])" [dict get $given -rule]]} {
    shim_fail "apply_bd_automation: the rule is not for [lindex $positional 0]"
  }
}

proc assign_bd_address {args} {
  options assign_bd_address $args {} {-offset -range -target_address_space}
  set ::state(assigned) 1
}

# What Vivado's validation and this project's own rules ask for.
proc validate_bd_design {args} {
  options validate_bd_design $args {-force -quiet} {}
  if {!$::state(assigned)} { shim_fail "validate_bd_design: addresses are not assigned" }
  foreach cell $::cells {
    foreach {kind name} [ports_of $cell] {
      if {$kind eq "i" && ![info exists ::net($cell/$name)]} { shim_fail "$cell/$name has no driver" }
      if {$kind in {s m} && ![info exists ::link($cell/$name)]} { shim_fail "$cell/$name is open" }
    }
  }
  set ::state(validated) 1
}

proc save_bd_design {args} {
  options save_bd_design $args {} {}
  file mkdir [file dirname $::state(bd_file)]
  close [open $::state(bd_file) w]
  set ::state(saved) 1
}

proc generate_target {args} {
  lassign [options generate_target $args {-force} {}] given positional
  count generate_target $positional 2 2
  if {!$::state(saved) || !$::state(validated)} { shim_fail "generate_target: not validated and saved" }
  set ::state(generated) 1
  set handoff [file join $::state(directory) $::state(project).gen sources_1 bd $::state(bd) hw_handoff]
  file mkdir $handoff
  close [open [file join $handoff $::state(bd).hwh] w]
}

proc make_wrapper {args} {
  lassign [options make_wrapper $args {-top -force} {-files -fileset}] given positional
  if {[dict get $given -files] ne $::state(bd_file)} { shim_fail "make_wrapper: of what?" }
  set path [file join $::state(directory) $::state(project).gen sources_1 bd $::state(bd) hdl \
    $::state(bd)_wrapper.v]
  file mkdir [file dirname $path]
  close [open $path w]
  return $path
}

# ---- runs ---------------------------------------------------------------------------------------

proc get_parts {args} {
  lassign [options get_parts $args {-quiet} {-filter}] given positional
  return [expr {$::define(PARTS) eq "empty" ? "" : [lindex $positional 0]}]
}

# A board top's pins are all placed, once each, and its clock is told: as opt_design's rules ask for.
proc check_pins {} {
  set path [lsearch -inline [array names ::fileset] */$::state(top).v]
  set channel [open $path]
  regexp {module \w+ \((.*?)\);} [read $channel] - header
  close $channel
  set channel [open [lsearch -inline [array names ::fileset] */pins.xdc]]
  set constraints [read $channel]
  close $channel
  set lines [split $constraints "\n"]
  foreach {- port} [regexp -all -inline {(?:input|output)\s+wire\s+(\w+)} $header] {
    set found [llength [lsearch -all -glob $lines "*PACKAGE_PIN * IOSTANDARD *get_ports ?$port?\\]"]]
    if {$found != 1} { shim_fail "launch_runs: port $port is placed $found times" }
  }
  if {[lsearch -glob $lines "create_clock -name clk -period *get_ports ?clk?\\]"] < 0} {
    shim_fail "launch_runs: the clock is not told"
  }
}

proc launch_runs {args} {
  lassign [options launch_runs $args {} {-jobs -to_step}] given positional
  set run [lindex $positional 0]
  if {$::state(bd) eq ""} {
    check_pins
  } else {
    if {$::state(top) ne "$::state(bd)_wrapper"} { shim_fail "launch_runs: top is '$::state(top)'" }
    if {!$::state(generated)} { shim_fail "launch_runs: the block design is not generated" }
  }
  if {$run eq "impl_1" && (![info exists ::run_state(synth_1)] || $::run_state(synth_1) ne "ok")} {
    shim_fail "launch_runs: impl_1 before synth_1"
  }
  set directory [get_property DIRECTORY $run]
  file mkdir $directory
  set ::run_state($run) [expr {$run eq "synth_1" ? $::define(SYNTH) : $::define(IMPL)}]
  set log [open [file join $directory runme.log] w]
  puts $log "INFO: \[Common 17-206\] Exiting Vivado"
  if {$::run_state($run) ne "ok"} { puts $log "ERROR: \[Synth 8-439\] module 'missing' not found" }
  if {$run eq "synth_1"} {
    # As a run does: in its directory, with the hook sourced.
    set here [pwd]
    cd $directory
    source $::property($run,STEPS.SYNTH_DESIGN.TCL.PRE)
    puts "MODEL memories [lsort [glob -nocomplain mem/*.mem]]"
    cd $here
    if {$::define(MEMORY) eq "lost"} {
      puts $log "CRITICAL WARNING: \[Synth 8-4445\] could not open \$readmem data file 'mem/a.mem';\
 please make sure the file is added to project and has read permission, ignoring"
    }
  }
  close $log
  if {$run eq "impl_1" && [dict exists $given -to_step] && [dict get $given -to_step] eq "write_bitstream"} {
    close [open [file join $directory $::state(top).bit] w]
    if {[info exists ::property($run,STEPS.WRITE_BITSTREAM.ARGS.BIN_FILE)]} {
      close [open [file join $directory $::state(top).bin] w]
    }
  }
}

proc wait_on_run {args} {
  lassign [options wait_on_run $args {} {-timeout}] given positional
  if {![info exists ::run_state([lindex $positional 0])]} { shim_fail "wait_on_run: not launched" }
}
proc open_run {args} {
  lassign [options open_run $args {} {-name}] given positional
  if {$::run_state([lindex $positional 0]) ne "ok"} { shim_fail "open_run: the run failed" }
}
proc report_file {command given} {
  if {![dict exists $given -file]} { shim_fail "$command: no -file" }
  if {![file isdirectory [file dirname [dict get $given -file]]]} { shim_fail "$command: no folder" }
  close [open [dict get $given -file] w]
}
proc report_timing_summary {args} {
  report_file report_timing_summary [lindex [options report_timing_summary $args {} {-file -max_paths}] 0]
}
proc report_utilization {args} {
  report_file report_utilization [lindex [options report_utilization $args {-hierarchical} {-file}] 0]
}
proc get_timing_paths {args} {
  options get_timing_paths $args {-setup -hold} {-max_paths}
  return path_1
}
proc write_hw_platform {args} {
  set given [lindex [options write_hw_platform $args {-fixed -include_bit -force} {-file}] 0]
  report_file write_hw_platform $given
}

proc model {} {
  foreach name {project top bd saved validated assigned generated} {
    puts "MODEL $name $::state($name)"
  }
  foreach cell $::cells { puts "MODEL cell $cell $::vlnv($cell)" }
  foreach to [lsort [array names ::net]] { puts "MODEL net $::net($to) $to" }
  foreach end [lsort [array names ::link]] {
    if {[find_port model $end {s m}] eq "m"} { puts "MODEL link $end $::link($end)" }
  }
  foreach name [lsort [array names ::property]] { puts "MODEL property $name $::property($name)" }
  foreach name [lsort [array names ::fileset]] { puts "MODEL file $::fileset($name) [file tail $name]" }
}

set script [lindex $argv 0]
set argv [lrange $argv 1 end]
set argc [llength $argv]
source $script
shim_fail "the script ends without exit"
