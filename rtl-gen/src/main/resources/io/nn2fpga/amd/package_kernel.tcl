# package_kernel.tcl - packages an nn2fpga design as a kernel for Vitis: <design>_kernel.xo.
#
#   vivado -mode batch -source package_kernel.tcl
#
# Needs     Vivado 2022.2 or newer.  settings.tcl has the design's values, kernel.xml the arguments.
# Writes    rtl/ (the accelerator with whole paths of its memories), package/ (the IP), and
#           <design>_kernel.xo
# Exit      0 done; 1 with a line "ERROR: ..." that says why.

set here [file dirname [file normalize [info script]]]
source [file join $here settings.tcl]
set kernel ${design}_kernel
set package [file join $here package]

proc fail {message} {
  puts "ERROR: \[nn2fpga\] $message"
  exit 1
}

create_project -force $kernel [file join $here project] -part $part
set_property target_language Verilog [current_project]
# The modules read their memories from mem/, relative to where a tool happens to run: v++ runs
# synthesis far from here.
set rtl [file normalize [file join $here .. rtl]]
file delete -force [file join $here rtl]
file mkdir [file join $here rtl]
set list_file [open [file join $rtl files.f]]
foreach name [split [string trim [read $list_file]] "\n"] {
  set source [open [file join $rtl $name]]
  set text [string map [list "\"mem/" "\"[file join $rtl mem]/"] [read $source]]
  close $source
  set copy [open [file join $here rtl $name] w]
  puts -nonewline $copy $text
  close $copy
  add_files -norecurse [file join $here rtl $name]
}
close $list_file
add_files -norecurse [lsort [glob -directory [file join $here hdl] *.v]]
set_property top $kernel [current_fileset]
update_compile_order -fileset sources_1

ipx::package_project -root_dir $package -vendor nn2fpga -library kernel -taxonomy /KernelIP \
  -import_files -set_current true -force
set core [ipx::current_core]
foreach bus {s_axi_control m_axi_gmem} {
  if {[llength [ipx::get_bus_interfaces $bus -of_objects $core]] == 0} {
    fail "Vivado did not find the interface $bus in $kernel"
  }
  ipx::associate_bus_interfaces -busif $bus -clock ap_clk $core
}
foreach {bus parameter value} [list \
  m_axi_gmem DATA_WIDTH $memory_width m_axi_gmem NUM_READ_OUTSTANDING 4 \
  m_axi_gmem NUM_WRITE_OUTSTANDING 4 ap_clk FREQ_HZ [expr {int($clock_mhz * 1000000)}]] {
  set added [ipx::add_bus_parameter -quiet $parameter \
    [ipx::get_bus_interfaces $bus -of_objects $core]]
  set_property value $value $added
  # v++ chooses the clock.
  if {$parameter eq "FREQ_HZ"} { set_property value_resolve_type user $added }
}

# The registers that hold arguments; the same as in kernel.xml.
set block [ipx::add_address_block -quiet reg0 [ipx::add_memory_map -quiet s_axi_control $core]]
foreach {name offset bits} {
  CTRL 0x000 32 GIER 0x004 32 IP_IER 0x008 32 IP_ISR 0x00C 32 input 0x010 64 output 0x01C 64
  frames 0x028 32
} {
  set register [ipx::add_register -quiet $name $block]
  set_property address_offset $offset $register
  set_property size $bits $register
  if {$bits == 64} {
    set_property value m_axi_gmem [ipx::add_register_parameter -quiet ASSOCIATED_BUSIF $register]
  }
}
set_property slave_memory_map_ref s_axi_control \
  [ipx::get_bus_interfaces s_axi_control -of_objects $core]

set_property sdx_kernel true $core
set_property sdx_kernel_type rtl $core
set_property vitis_drc {ctrl_protocol ap_ctrl_hs} $core
set_property ipi_drc {ignore_freq_hz true} $core
set_property core_revision 1 $core
ipx::create_xgui_files $core
ipx::update_checksums $core
ipx::check_integrity -kernel $core
ipx::save_core $core

package_xo -force -xo_path [file join $here $kernel.xo] -kernel_name $kernel \
  -ip_directory $package -kernel_xml [file join $here kernel.xml]
if {![file exists [file join $here $kernel.xo]]} { fail "package_xo left no $kernel.xo" }
exit 0
