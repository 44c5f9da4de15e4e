package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.widthconverter.WidthConverterKernel;
import java.util.List;

/** Conversions up, down and across, ragged on either side, with and without a change of frame. */
@AutoService(ContractCases.class)
public final class WidthConverterCases implements ContractCases {
  @Override
  public String operator() {
    return "widthconverter";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        convert("up", of(2, 3, 8, 1), of(2, 3, 8, 4)),
        convert("down", of(2, 3, 8, 8), of(2, 3, 8, 2)),
        convert("ragged_in", of(2, 2, 7, 3), of(2, 2, 7, 7)),
        convert("ragged_out", of(2, 2, 7, 7), of(2, 2, 7, 2)),
        convert("ragged_both", of(3, 3, 9, 5), of(3, 3, 9, 4)),
        convert("flatten", of(4, 4, 3, 2), of(1, 1, 48, 7)),
        convert("flatten_one_lane", of(3, 5, 1, 1), of(1, 1, 15, 4)),
        convert("unflatten", of(1, 1, 48, 5), of(4, 4, 3, 3)),
        convert("worst_capacity", of(2, 1, 21, 4), of(3, 1, 14, 4)),
        convert("one_beat_frames_in", of(1, 1, 6, 6), of(1, 1, 6, 4)),
        convert("one_beat_frames_out", of(1, 1, 6, 4), of(1, 1, 6, 6)),
        convert("same_beats", of(2, 2, 4, 2), of(1, 1, 16, 2)),
        convert("two_pixels_to_one", of(2, 4, 3, 3).withPixels(2), of(2, 4, 3, 3)),
        convert("one_pixel_lane_to_three", of(2, 6, 2, 1), of(2, 6, 2, 2).withPixels(3)),
        convert("three_pixels_to_two", of(2, 6, 2, 2).withPixels(3), of(2, 6, 2, 2).withPixels(2)),
        convert("four_pixels_folded", of(2, 8, 1, 1).withPixels(4), of(2, 2, 4, 4)),
        convert("bits", bits(2, 5, 3, 2), bits(1, 6, 5, 4)),
        convert("one_bit_one_lane", bits(1, 1, 2, 1), bits(1, 2, 1, 1)));
  }

  private static StreamType of(int height, int width, int channels, int lanes) {
    return new StreamType(height, width, channels, IntegerElement.signed(5), 1, lanes);
  }

  private static StreamType bits(int height, int width, int channels, int lanes) {
    return new StreamType(height, width, channels, IntegerElement.unsigned(1), 1, lanes);
  }

  private static ContractCase convert(String name, StreamType from, StreamType to) {
    return ContractCase.of(name, WidthConverterKernel.to(to), from, List.of(), 6);
  }
}
