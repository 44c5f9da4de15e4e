// A model of the primitive as Lattice's TN1314 tells it: one access a cycle, output held while not
// selected and of no use behind a write.
module SB_SPRAM256KA (
    input wire [13:0] ADDRESS,
    input wire [15:0] DATAIN,
    input wire [3:0] MASKWREN,
    input wire WREN,
    input wire CHIPSELECT,
    input wire CLOCK,
    input wire STANDBY,
    input wire SLEEP,
    input wire POWEROFF,
    output reg [15:0] DATAOUT
);
  reg [15:0] words[0:16383];

  wire on = CHIPSELECT && !STANDBY && !SLEEP && POWEROFF;

  always @(posedge CLOCK) begin
    if (on && WREN && MASKWREN == 4'b1111) words[ADDRESS] <= DATAIN;
    if (on) DATAOUT <= WREN ? 16'hDEAD : words[ADDRESS];
  end
endmodule
