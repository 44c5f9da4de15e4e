// faults.v - faults in a netlist, of which a run has the one that the file 'fault' names: the number
// of a place, and for a LUT which of its bits. A fault that makes a difference where it is says so.

module nn2fpga_fault_choice #(
    parameter PLACE = 0
) (
    output reg here,
    output reg [3:0] bit_number
);
`ifndef YOSYS
  integer file;
  integer place;
  integer number;
  integer count;
  initial begin
    place = -1;
    number = 0;
    file = $fopen("fault", "r");
    count = $fscanf(file, "%d %d", place, number);
    $fclose(file);
    here = place == PLACE;
    bit_number = number[3:0];
  end
`endif
endmodule

// One bit of a LUT is the other way round.
module nn2fpga_lut_fault #(
    parameter PLACE = 0
) (
    input I0, I1, I2, I3, A,
    output Y
);
  wire here;
  wire [3:0] number;
  nn2fpga_fault_choice #(.PLACE(PLACE)) u_choice (.here(here), .bit_number(number));
  wire reached = here && {I3, I2, I1, I0} == number;
  assign Y = A ^ reached;
  reg told = 0;
  always @(posedge reached)
    if (!told) begin
      $display("reached");
      told = 1;
    end
endmodule

// An input is connected to another net.
module nn2fpga_route_fault #(
    parameter PLACE = 0
) (
    input A, B,
    output Y
);
  wire here;
  wire [3:0] unused;
  nn2fpga_fault_choice #(.PLACE(PLACE)) u_choice (.here(here), .bit_number(unused));
  assign Y = here ? B : A;
  wire reached = here && A != B;
  reg told = 0;
  always @(posedge reached)
    if (!told) begin
      $display("reached");
      told = 1;
    end
endmodule
