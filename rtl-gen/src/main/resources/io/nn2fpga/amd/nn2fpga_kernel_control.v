// nn2fpga_kernel_control.v - registers of a kernel that XRT runs (ap_ctrl_hs), 32 bits each.
//
//   0x00  CONTROL       bit 0: ap_start, 1 from its writing until the run ends; bit 1: ap_done,
//                       cleared by reading; bit 2: ap_idle; bit 3: ap_ready, cleared by reading;
//                       bit 7: auto_restart
//   0x04  GIE           bit 0: the interrupt is enabled
//   0x08  IER           bit 0: for ap_done; bit 1: for ap_ready
//   0x0C  ISR           the same bits, set by the event where IER is; writing 1 toggles
//   0x10  INPUT         address of the input frames, 64 bits: 0x10 and 0x14
//   0x1C  OUTPUT        address of the output frames, 64 bits: 0x1C and 0x20
//   0x28  FRAMES        how many
//   0x40  MAGIC         0x4E4E3246, "NN2F"
//   0x44  LAYOUT        1, raised when this list changes its meaning
//   0x48  STATUS        bit 0: memory answered a read with an error; bit 1: a write; writing 1
//                       clears a bit
//   0x4C  INPUT_BYTES   of a frame in memory
//   0x50  OUTPUT_BYTES  of a frame in memory
//   0x60  HASH          the design's SHA-256, 8 registers, first byte in the low bits
//
// Up to 0x0C as XRT asks for; the arguments lie as Vitis HLS would put them.  Other addresses read
// as 0; writes to them and to read-only registers do nothing.
// Timing    a write is taken when address and data are there, one read or write every two cycles.
// Reset     synchronous, active high.
`timescale 1ns / 1ps

module nn2fpga_kernel_control #(
    // Bytes of an input frame in memory.
    parameter INPUT_BYTES = 1,
    // Bytes of an output frame in memory.
    parameter OUTPUT_BYTES = 1,
    // SHA-256 of the design, its first byte in the low bits.
    parameter [255:0] HASH = 256'd0
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [11:0] s_axi_awaddr,
    input  wire        s_axi_awvalid,
    output wire        s_axi_awready,
    input  wire [31:0] s_axi_wdata,
    input  wire [ 3:0] s_axi_wstrb,
    input  wire        s_axi_wvalid,
    output wire        s_axi_wready,
    output wire [ 1:0] s_axi_bresp,
    output wire        s_axi_bvalid,
    input  wire        s_axi_bready,
    input  wire [11:0] s_axi_araddr,
    input  wire        s_axi_arvalid,
    output wire        s_axi_arready,
    output wire [31:0] s_axi_rdata,
    output wire [ 1:0] s_axi_rresp,
    output wire        s_axi_rvalid,
    input  wire        s_axi_rready,
    output wire        interrupts,
    // A run: high for a cycle, then the arguments hold until done is high for a cycle.
    output wire        start,
    output wire [63:0] input_address,
    output wire [63:0] output_address,
    output wire [31:0] frames,
    input  wire        done,
    // Events of the memory port, a cycle each.
    input  wire        read_error,
    input  wire        write_error
);
  localparam [31:0] MAGIC = 32'h4E4E3246;
  localparam [31:0] LAYOUT = 32'd1;
  localparam [31:0] INPUT_BYTES_32 = INPUT_BYTES;
  localparam [31:0] OUTPUT_BYTES_32 = OUTPUT_BYTES;

  reg start_reg;
  reg running_reg;
  reg done_reg;
  reg ready_reg;
  reg restart_reg;
  reg gie_reg;
  reg [1:0] ier_reg;
  reg [1:0] isr_reg;
  reg [1:0] status_reg;
  reg [63:0] input_reg;
  reg [63:0] output_reg;
  reg [31:0] frames_reg;
  reg go_reg;
  reg bvalid_reg;
  reg rvalid_reg;
  reg [31:0] rdata_reg;
  reg [31:0] read_next;

  wire write = s_axi_awvalid && s_axi_wvalid && !bvalid_reg;
  wire read = s_axi_arvalid && !rvalid_reg;
  wire [9:0] write_register = s_axi_awaddr[11:2];
  wire [9:0] read_register = s_axi_araddr[11:2];
  wire [31:0] strobes = {
    {8{s_axi_wstrb[3]}}, {8{s_axi_wstrb[2]}}, {8{s_axi_wstrb[1]}}, {8{s_axi_wstrb[0]}}
  };
  wire reads_control = read && read_register == 10'h0;
  wire low_written = write && s_axi_wstrb[0];
  wire [1:0] toggled = low_written && write_register == 10'h3 ? s_axi_wdata[1:0] : 2'b00;
  wire [1:0] cleared = low_written && write_register == 10'h12 ? s_axi_wdata[1:0] : 2'b00;
  wire unused = &{1'b0, s_axi_awaddr[1:0], s_axi_araddr[1:0]};

  assign s_axi_awready = write;
  assign s_axi_wready = write;
  assign s_axi_bresp = 2'b00;
  assign s_axi_bvalid = bvalid_reg;
  assign s_axi_arready = !rvalid_reg;
  assign s_axi_rdata = rdata_reg;
  assign s_axi_rresp = 2'b00;
  assign s_axi_rvalid = rvalid_reg;
  assign interrupts = gie_reg && isr_reg != 2'b00;
  assign start = go_reg;
  assign input_address = input_reg;
  assign output_address = output_reg;
  assign frames = frames_reg;

  always @* begin
    case (read_register)
      10'h0: read_next = {24'd0, restart_reg, 3'd0, ready_reg, !start_reg, done_reg, start_reg};
      10'h1: read_next = {31'd0, gie_reg};
      10'h2: read_next = {30'd0, ier_reg};
      10'h3: read_next = {30'd0, isr_reg};
      10'h4: read_next = input_reg[31:0];
      10'h5: read_next = input_reg[63:32];
      10'h7: read_next = output_reg[31:0];
      10'h8: read_next = output_reg[63:32];
      10'hA: read_next = frames_reg;
      10'h10: read_next = MAGIC;
      10'h11: read_next = LAYOUT;
      10'h12: read_next = {30'd0, status_reg};
      10'h13: read_next = INPUT_BYTES_32;
      10'h14: read_next = OUTPUT_BYTES_32;
      10'h18, 10'h19, 10'h1A, 10'h1B, 10'h1C, 10'h1D, 10'h1E, 10'h1F:
      read_next = HASH[{read_register[2:0], 5'd0}+:32];
      default: read_next = 32'd0;
    endcase
  end

  always @(posedge clk) begin
    if (rst) begin
      start_reg   <= 1'b0;
      running_reg <= 1'b0;
      go_reg      <= 1'b0;
      done_reg    <= 1'b0;
      ready_reg   <= 1'b0;
      restart_reg <= 1'b0;
      gie_reg     <= 1'b0;
      ier_reg     <= 2'b00;
      isr_reg     <= 2'b00;
      status_reg  <= 2'b00;
      frames_reg  <= 32'd0;
      bvalid_reg  <= 1'b0;
      rvalid_reg  <= 1'b0;
    end else begin
      go_reg <= start_reg && !running_reg && !done;
      if (start_reg && !running_reg) running_reg <= 1'b1;
      if (done) begin
        running_reg <= 1'b0;
        start_reg   <= restart_reg;
      end
      if (reads_control) begin
        done_reg  <= 1'b0;
        ready_reg <= 1'b0;
      end
      if (done) begin
        done_reg  <= 1'b1;
        ready_reg <= 1'b1;
      end
      isr_reg <= (isr_reg ^ toggled) | (ier_reg & {done, done});
      status_reg <= (status_reg & ~cleared) | {write_error, read_error};

      if (bvalid_reg && s_axi_bready) bvalid_reg <= 1'b0;
      if (write) begin
        bvalid_reg <= 1'b1;
        case (write_register)
          10'h0:
          if (s_axi_wstrb[0]) begin
            if (s_axi_wdata[0]) start_reg <= 1'b1;
            restart_reg <= s_axi_wdata[7];
          end
          10'h1: if (s_axi_wstrb[0]) gie_reg <= s_axi_wdata[0];
          10'h2: if (s_axi_wstrb[0]) ier_reg <= s_axi_wdata[1:0];
          10'h4: input_reg[31:0] <= (input_reg[31:0] & ~strobes) | (s_axi_wdata & strobes);
          10'h5: input_reg[63:32] <= (input_reg[63:32] & ~strobes) | (s_axi_wdata & strobes);
          10'h7: output_reg[31:0] <= (output_reg[31:0] & ~strobes) | (s_axi_wdata & strobes);
          10'h8: output_reg[63:32] <= (output_reg[63:32] & ~strobes) | (s_axi_wdata & strobes);
          10'hA: frames_reg <= (frames_reg & ~strobes) | (s_axi_wdata & strobes);
          default: ;
        endcase
      end
      if (rvalid_reg && s_axi_rready) rvalid_reg <= 1'b0;
      if (read) rvalid_reg <= 1'b1;
    end
    if (read) rdata_reg <= read_next;
  end
endmodule
