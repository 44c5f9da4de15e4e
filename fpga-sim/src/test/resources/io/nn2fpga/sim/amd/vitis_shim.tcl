# vitis_shim.tcl - test only: vivado_shim.tcl with the commands that package a kernel for Vitis.
#
#   tclsh vitis_shim.tcl ?-D NAME=VALUE?... SCRIPT ?ARGUMENT?...
#
# The ipx:: commands with the options that UG835 lists for them, and package_xo of UG1393.  The model is
# of one core: bus interfaces as Vivado infers them from the names of the top's ports, registers,
# parameters, properties.  package_xo refuses a core that was not checked and saved, and a kernel.xml
# whose ports or arguments are not those of the core.
# -D    in addition to vivado_shim.tcl: XO=lost: package_xo leaves no file.

namespace eval ipx {}
set shim_core {}
array set shim_interface {}
array set shim_register {}

proc need_core {command} { if {$::shim_core eq ""} { shim_fail "$command: no core is packaged" } }

# The interfaces of a module by the prefixes of its ports, with the signals that Vitis asks for.
proc ipx::infer {path} {
  set channel [open $path]
  set text [read $channel]
  close $channel
  set seen [dict create]
  foreach {- name} [regexp -all -inline {\y(?:input|output)\s+wire\s*(?:\[[^\]]*\]\s*)*(\w+)} $text] {
    if {[regexp {^([sm]_axi_[a-z]+)_(\w+)$} $name - bus signal]} {
      dict lappend seen $bus $signal
    } else {
      set ::shim_interface($name) wire
    }
  }
  set lite "awaddr awvalid awready wdata wstrb wvalid wready bresp bvalid bready araddr arvalid arready rdata rresp rvalid rready"
  set full "$lite awlen arlen wlast rlast"
  dict for {bus signals} $seen {
    foreach signal [expr {[string match s_* $bus] ? $lite : $full}] {
      if {$signal ni $signals} { shim_fail "package_project: $bus has no $signal" }
    }
    set ::shim_interface($bus) [string index $bus 0]
  }
  foreach pin {ap_clk ap_rst_n interrupt} {
    if {![info exists ::shim_interface($pin)]} { shim_fail "package_project: no port $pin" }
  }
}

proc ipx::package_project {args} {
  lassign [options ipx::package_project $args {-import_files -force -quiet} \
    {-root_dir -vendor -library -taxonomy -name -version -set_current}] given positional
  need_project ipx::package_project
  set top $::property(sources_1,top)
  infer [lsearch -inline [array names ::fileset] */$top.v]
  set ::shim_core core_1
  set ::state(root) [dict get $given -root_dir]
  file mkdir $::state(root)
}
proc ipx::current_core {args} { need_core ipx::current_core; return $::shim_core }

proc ipx::get_bus_interfaces {args} {
  lassign [options ipx::get_bus_interfaces $args {-quiet} {-of_objects -filter}] given positional
  if {[dict get $given -of_objects] ne $::shim_core} { shim_fail "get_bus_interfaces: of what?" }
  set name [lindex $positional 0]
  return [expr {[info exists ::shim_interface($name)] ? "bus:$name" : ""}]
}
proc ipx::associate_bus_interfaces {args} {
  lassign [options ipx::associate_bus_interfaces $args {-quiet -remove -clear} \
    {-busif -clock -reset}] given positional
  foreach key {-busif -clock} {
    if {![info exists ::shim_interface([dict get $given $key])]} {
      shim_fail "associate_bus_interfaces: no interface [dict get $given $key]"
    }
  }
  set ::state(clock_[dict get $given -busif]) [dict get $given -clock]
}
proc ipx::add_bus_parameter {args} {
  lassign [options ipx::add_bus_parameter $args {-quiet} {}] given positional
  count ipx::add_bus_parameter $positional 2 2
  if {[lindex $positional 1] eq ""} { shim_fail "add_bus_parameter: no interface" }
  return "[lindex $positional 1],[lindex $positional 0]"
}
proc ipx::add_memory_map {args} {
  lassign [options ipx::add_memory_map $args {-quiet} {}] given positional
  count ipx::add_memory_map $positional 2 2
  return map:[lindex $positional 0]
}
proc ipx::add_address_block {args} {
  lassign [options ipx::add_address_block $args {-quiet} {}] given positional
  count ipx::add_address_block $positional 2 2
  return block:[lindex $positional 0]
}
proc ipx::add_register {args} {
  lassign [options ipx::add_register $args {-quiet} {}] given positional
  count ipx::add_register $positional 2 2
  if {![string match block:* [lindex $positional 1]]} { shim_fail "add_register: to what?" }
  set ::shim_register([lindex $positional 0]) 1
  return register:[lindex $positional 0]
}
proc ipx::add_register_parameter {args} {
  lassign [options ipx::add_register_parameter $args {-quiet} {}] given positional
  count ipx::add_register_parameter $positional 2 2
  return "[lindex $positional 1],[lindex $positional 0]"
}
proc ipx::create_xgui_files {args} { options ipx::create_xgui_files $args {-quiet} {} }
proc ipx::update_checksums {args} { options ipx::update_checksums $args {-quiet} {} }
proc ipx::check_integrity {args} {
  lassign [options ipx::check_integrity $args {-quiet -kernel -xrt} {}] given positional
  if {![dict exists $given -kernel]} { shim_fail "check_integrity: not as a kernel" }
  foreach bus [array names ::shim_interface] {
    if {$::shim_interface($bus) in {s m} && ![info exists ::state(clock_$bus)]} {
      shim_fail "check_integrity: $bus has no clock"
    }
  }
  if {![info exists ::property(bus:s_axi_control,slave_memory_map_ref)]} {
    shim_fail "check_integrity: s_axi_control has no memory map"
  }
  set ::state(checked) 1
}
proc ipx::save_core {args} {
  options ipx::save_core $args {-quiet} {}
  if {![info exists ::state(checked)]} { shim_fail "save_core: not checked" }
  close [open [file join $::state(root) component.xml] w]
}

proc attribute {text name} {
  if {![regexp "\\y$name=\"(\[^\"\]*)\"" $text - value]} { shim_fail "kernel.xml: no $name in $text" }
  return $value
}

proc package_xo {args} {
  lassign [options package_xo $args {-force -quiet -verbose} {-kernel_name -kernel_xml
    -output_kernel_xml -design_xml -ip_directory -parent_ip_directory -kernel_files
    -kernel_xml_args -kernel_xml_pipes -kernel_xml_connections -ctrl_protocol -xo_path}] given positional
  count package_xo $positional 0 0
  if {![file exists [file join [dict get $given -ip_directory] component.xml]]} {
    shim_fail "package_xo: no core in [dict get $given -ip_directory]"
  }
  if {![info exists ::property($::shim_core,sdx_kernel)]} { shim_fail "package_xo: not a kernel" }
  set channel [open [dict get $given -kernel_xml]]
  set xml [read $channel]
  close $channel
  set kernel [lindex [regexp -inline {<kernel [^>]*>} $xml] 0]
  foreach {name value} [list name [dict get $given -kernel_name] hwControlProtocol ap_ctrl_hs] {
    if {[attribute $kernel $name] ne $value} { shim_fail "kernel.xml: $name is not $value" }
  }
  foreach port [regexp -all -inline {<port [^>]*>} $xml] {
    set bus [attribute $port name]
    if {![info exists ::shim_interface($bus)]} { shim_fail "kernel.xml: no port $bus" }
    if {$::shim_interface($bus) eq "m" && [attribute $port dataWidth] != $::property(bus:$bus,DATA_WIDTH,value)} {
      shim_fail "kernel.xml: $bus is of another width"
    }
  }
  set arguments 0
  foreach arg [regexp -all -inline {<arg [^>]*>} $xml] {
    set name [attribute $arg name]
    if {![info exists ::shim_register($name)]} { shim_fail "kernel.xml: no register $name" }
    if {[attribute $arg offset] != $::property(register:$name,address_offset)} {
      shim_fail "kernel.xml: $name lies elsewhere"
    }
    if {[attribute $arg size] * 8 != $::property(register:$name,size)} {
      shim_fail "kernel.xml: $name is of another size"
    }
    set bus [attribute $arg port]
    if {[attribute $arg addressQualifier] &&
        $::property(register:$name,ASSOCIATED_BUSIF,value) ne $bus} {
      shim_fail "kernel.xml: $name belongs to another port"
    }
    incr arguments
  }
  puts "MODEL arguments $arguments"
  if {![info exists ::define(XO)]} { close [open [dict get $given -xo_path] w] }
}

source [file join [file dirname [info script]] vivado_shim.tcl]
