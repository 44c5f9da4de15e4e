# project.tcl - for build.tcl: the project of a board with a processor, a block design around the
# accelerator.
#
# Needs     the board's files.
# Gives     project/, and hand_out: the bitstream, its hardware hand-off and platform.

# The newest installed version of an IP; the script must not be tied to one release of Vivado.
proc ip_cell {ip name} {
  set found [get_ipdefs -quiet "xilinx.com:ip:$ip:*"]
  if {[llength $found] == 0} { fail "this Vivado has no IP '$ip'" }
  return [create_bd_cell -type ip -vlnv [lindex [lsort -dictionary $found] end] $name]
}

# Connects a pin to each of the others.
proc wire {from args} {
  foreach to $args {
    connect_bd_net [get_bd_pins $from] [get_bd_pins $to]
  }
}

proc bus {from to} {
  connect_bd_intf_net [get_bd_intf_pins $from] [get_bd_intf_pins $to]
}

set installed [get_board_parts -quiet "$board_part:*"]
if {[llength $installed] == 0} {
  fail "the files of board '$board_part' are not installed: in Vivado, Tools > Vivado Store >\
Boards, or the board maker's archive below data/boards/board_files"
}

create_project -force $design [file join $here project] -part $part
set_property board_part [lindex [lsort -dictionary $installed] end] [current_project]
set_property target_language Verilog [current_project]

set rtl [file normalize [file join $here .. rtl]]
set list_file [open [file join $rtl files.f]]
foreach name [split [string trim [read $list_file]] "\n"] {
  add_files -norecurse [file join $rtl $name]
}
close $list_file
add_files -norecurse [lsort [glob -directory [file join $here hdl] *.v]]
update_compile_order -fileset sources_1

# ---- block design -------------------------------------------------------------------------------

create_bd_design system

# What differs between the processors; all clocks and streams are in the one clock domain.
if {$processor eq "zynqmp"} {
  ip_cell zynq_ultra_ps_e ps
  apply_bd_automation -rule xilinx.com:bd_rule:zynq_ultra_ps_e \
    -config {apply_board_preset "1"} [get_bd_cells ps]
  set_property -dict [list \
    CONFIG.PSU__USE__M_AXI_GP0 1 CONFIG.PSU__USE__M_AXI_GP1 0 CONFIG.PSU__USE__M_AXI_GP2 0 \
    CONFIG.PSU__USE__S_AXI_GP2 1 CONFIG.PSU__SAXIGP2__DATA_WIDTH $memory_width \
    CONFIG.PSU__USE__IRQ0 1 \
    CONFIG.PSU__FPGA_PL0_ENABLE 1 CONFIG.PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ $clock_mhz \
  ] [get_bd_cells ps]
  set clock ps/pl_clk0
  set reset ps/pl_resetn0
  set control_port ps/M_AXI_HPM0_FPD
  set control_clock ps/maxihpm0_fpd_aclk
  set memory_port ps/S_AXI_HP0_FPD
  set memory_clock ps/saxihp0_fpd_aclk
  set interrupts ps/pl_ps_irq0
} else {
  ip_cell processing_system7 ps
  apply_bd_automation -rule xilinx.com:bd_rule:processing_system7 \
    -config {make_external "FIXED_IO, DDR" apply_board_preset "1"} [get_bd_cells ps]
  set_property -dict [list \
    CONFIG.PCW_USE_M_AXI_GP0 1 \
    CONFIG.PCW_USE_S_AXI_HP0 1 CONFIG.PCW_S_AXI_HP0_DATA_WIDTH $memory_width \
    CONFIG.PCW_USE_FABRIC_INTERRUPT 1 CONFIG.PCW_IRQ_F2P_INTR 1 \
    CONFIG.PCW_EN_CLK0_PORT 1 CONFIG.PCW_EN_RST0_PORT 1 \
    CONFIG.PCW_FPGA0_PERIPHERAL_FREQMHZ $clock_mhz \
  ] [get_bd_cells ps]
  set clock ps/FCLK_CLK0
  set reset ps/FCLK_RESET0_N
  set control_port ps/M_AXI_GP0
  set control_clock ps/M_AXI_GP0_ACLK
  set memory_port ps/S_AXI_HP0
  set memory_clock ps/S_AXI_HP0_ACLK
  set interrupts ps/IRQ_F2P
}

create_bd_cell -type module -reference ${design}_axis_shell accelerator

ip_cell axi_dma dma
set_property -dict [list \
  CONFIG.c_include_sg 0 CONFIG.c_sg_include_stscntrl_strm 0 CONFIG.c_sg_length_width 26 \
  CONFIG.c_addr_width $address_width \
  CONFIG.c_m_axi_mm2s_data_width $memory_width CONFIG.c_m_axis_mm2s_tdata_width $input_width \
  CONFIG.c_m_axi_s2mm_data_width $memory_width CONFIG.c_s_axis_s2mm_tdata_width $output_width \
] [get_bd_cells dma]

ip_cell smartconnect control_interconnect
set_property -dict [list CONFIG.NUM_SI 1 CONFIG.NUM_MI 2] [get_bd_cells control_interconnect]
ip_cell smartconnect memory_interconnect
set_property -dict [list CONFIG.NUM_SI 2 CONFIG.NUM_MI 1] [get_bd_cells memory_interconnect]
ip_cell proc_sys_reset reset_control
ip_cell xlconcat interrupt_lines
set_property -dict [list CONFIG.NUM_PORTS 2] [get_bd_cells interrupt_lines]

wire $clock $control_clock $memory_clock \
  control_interconnect/aclk memory_interconnect/aclk reset_control/slowest_sync_clk \
  dma/s_axi_lite_aclk dma/m_axi_mm2s_aclk dma/m_axi_s2mm_aclk accelerator/aclk
wire $reset reset_control/ext_reset_in
wire reset_control/peripheral_aresetn \
  control_interconnect/aresetn memory_interconnect/aresetn dma/axi_resetn accelerator/aresetn
wire dma/mm2s_introut interrupt_lines/In0
wire dma/s2mm_introut interrupt_lines/In1
wire interrupt_lines/dout $interrupts

bus $control_port control_interconnect/S00_AXI
bus control_interconnect/M00_AXI dma/S_AXI_LITE
bus control_interconnect/M01_AXI accelerator/s_axi
bus dma/M_AXI_MM2S memory_interconnect/S00_AXI
bus dma/M_AXI_S2MM memory_interconnect/S01_AXI
bus memory_interconnect/M00_AXI $memory_port
bus dma/M_AXIS_MM2S accelerator/s_axis
bus accelerator/m_axis dma/S_AXIS_S2MM

assign_bd_address
validate_bd_design
save_bd_design

set system [get_files system.bd]
# One synthesis of everything: the hook before it brings the memory images to the one run's directory.
set_property synth_checkpoint_mode None $system
generate_target all $system
add_files -norecurse [make_wrapper -files $system -top]
set_property top system_wrapper [current_fileset]
update_compile_order -fileset sources_1

# Copies what was made to a folder.
proc hand_out {out} {
  global here design
  file copy -force [file join [get_property DIRECTORY [get_runs impl_1]] system_wrapper.bit] \
    [file join $out $design.bit]
  set handoff [glob -nocomplain -directory [file join $here project] \
    $design.gen/sources_1/bd/system/hw_handoff/system.hwh]
  if {[llength $handoff] != 1} { fail "no hardware hand-off file system.hwh below project/" }
  file copy -force [lindex $handoff 0] [file join $out $design.hwh]
  write_hw_platform -fixed -include_bit -force -file [file join $out $design.xsa]
}
