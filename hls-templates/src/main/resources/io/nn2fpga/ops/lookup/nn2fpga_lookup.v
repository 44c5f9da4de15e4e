// nn2fpga_lookup.v - a function of codes, by table.
//
//   y = table[x], or table[c][x]; the bits of x are the address
//
// Streams   s_axis: LANES codes a beat, BEATS beats a pixel, the last with LAST_LANES;
//           m_axis: as many results, unused lanes zero.
// Timing    latency 2 cycles, initiation interval 1.  Both stages share one clock enable; tready
//           depends combinationally on m_axis_tready.
// Reset     synchronous, active high; clears the valids and the beat counter, not the data.
// Limits    IN_BITS <= 12.
`timescale 1ns / 1ps

module nn2fpga_lookup #(
    // Codes of a beat.
    parameter LANES = 1,
    // Beats of a pixel.
    parameter BEATS = 1,
    // Codes of the last beat of a pixel.
    parameter LAST_LANES = 1,
    // Bits of a code.
    parameter IN_BITS = 8,
    // Bits of a result.
    parameter OUT_BITS = 8,
    // Whether one table serves all channels.
    parameter SHARED = 1,
    // $readmemh file: 2^IN_BITS results, or BEATS * 2^IN_BITS words of LANES results.
    parameter TABLE_FILE = ""
) (
    input  wire                      clk,
    input  wire                      rst,
    input  wire [ LANES*IN_BITS-1:0] s_axis_tdata,
    input  wire                      s_axis_tvalid,
    output wire                      s_axis_tready,
    input  wire                      s_axis_tlast,
    output wire [LANES*OUT_BITS-1:0] m_axis_tdata,
    output wire                      m_axis_tvalid,
    input  wire                      m_axis_tready,
    output wire                      m_axis_tlast
);
  generate
    if (IN_BITS > 12) begin : gen_illegal
      nn2fpga_lookup_takes_at_most_12_bits u_illegal ();
    end
  endgenerate

  localparam BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;

  wire enable;
  wire ends_pixel;
  wire [BEAT_BITS-1:0] beat;
  wire [LANES*OUT_BITS-1:0] results;
  reg [LANES*OUT_BITS-1:0] result_reg;
  reg [LANES*OUT_BITS-1:0] result_next;
  integer i;

  nn2fpga_pipeline #(
      .STAGES(2),
      .BEATS(BEATS),
      .BEAT_BITS(BEAT_BITS)
  ) u_pipeline (
      .clk(clk),
      .rst(rst),
      .s_valid(s_axis_tvalid),
      .s_last(s_axis_tlast),
      .m_ready(m_axis_tready),
      .enable(enable),
      .beat(beat),
      .ends_pixel(ends_pixel),
      .m_valid(m_axis_tvalid),
      .m_last(m_axis_tlast)
  );

  genvar l;
  generate
    for (l = 0; l < LANES; l = l + 1) begin : gen_lane
      wire [IN_BITS-1:0] code = s_axis_tdata[l*IN_BITS+:IN_BITS];
      if (SHARED != 0 || BEATS == 1) begin : gen_code
        wire unused = &{1'b0, beat};
        nn2fpga_lane_rom #(
            .DEPTH(1 << IN_BITS),
            .WORD_BITS(SHARED != 0 ? OUT_BITS : LANES * OUT_BITS),
            .WIDTH(OUT_BITS),
            .LSB(SHARED != 0 ? 0 : l * OUT_BITS),
            .ADDRESS_BITS(IN_BITS),
            .FILE(TABLE_FILE)
        ) u_rom (
            .clk(clk),
            .enable(enable),
            .address(code),
            .data(results[l*OUT_BITS+:OUT_BITS])
        );
      end else begin : gen_beat_and_code
        nn2fpga_lane_rom #(
            .DEPTH(BEATS << IN_BITS),
            .WORD_BITS(LANES * OUT_BITS),
            .WIDTH(OUT_BITS),
            .LSB(l * OUT_BITS),
            .ADDRESS_BITS(BEAT_BITS + IN_BITS),
            .FILE(TABLE_FILE)
        ) u_rom (
            .clk(clk),
            .enable(enable),
            .address({beat, code}),
            .data(results[l*OUT_BITS+:OUT_BITS])
        );
      end
    end
  endgenerate

  always @* begin
    result_next = 0;
    for (i = 0; i < LANES; i = i + 1) begin
      if (i < LAST_LANES || !ends_pixel) begin
        result_next[i*OUT_BITS+:OUT_BITS] = results[i*OUT_BITS+:OUT_BITS];
      end
    end
  end

  assign s_axis_tready = enable;
  assign m_axis_tdata  = result_reg;

  always @(posedge clk) if (enable) result_reg <= result_next;
endmodule
