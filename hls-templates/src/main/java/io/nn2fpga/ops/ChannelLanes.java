package io.nn2fpga.ops;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Lays out constants of each channel as the beats of a one-pixel stream meet them. */
public final class ChannelLanes {
  private ChannelLanes() {}

  /** Lanes that the last beat of a pixel uses. */
  public static int lastLanes(StreamType stream) {
    return stream.channels() - (stream.beatsPerGroup() - 1) * stream.lanes();
  }

  /** The parameters LANES, BEATS and LAST_LANES of a module whose beats are those of a stream. */
  public static Map<String, Long> parameters(StreamType stream) {
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("LANES", (long) stream.lanes());
    parameters.put("BEATS", (long) stream.beatsPerGroup());
    parameters.put("LAST_LANES", (long) lastLanes(stream));
    return parameters;
  }

  /** The template arguments PIXELS, BEATS, LAST_LANES and LANES of such a C++ function. */
  public static List<Long> arguments(StreamType stream) {
    return List.of(
        (long) stream.height() * stream.width(),
        (long) stream.beatsPerGroup(),
        (long) lastLanes(stream),
        (long) stream.lanes());
  }

  /** The elements of an integer tensor. */
  public static long[] elements(Tensor tensor) {
    if (tensor instanceof IntTensor ints) {
      return Arrays.stream(ints.data()).asLongStream().toArray();
    }
    return ((LongTensor) tensor).data();
  }

  /**
   * Words of a memory that is addressed by the beat within a pixel.
   *
   * @param values {@code perChannel} values a channel, channel by channel
   * @return {@code [beat][lane · perChannel + i]}; 0 for unused lanes
   */
  public static long[][] words(StreamType stream, long[] values, int perChannel) {
    long[][] words = new long[stream.beatsPerGroup()][stream.lanes() * perChannel];
    for (int channel = 0; channel < stream.channels(); channel++) {
      int lane = channel % stream.lanes();
      System.arraycopy(
          values,
          channel * perChannel,
          words[channel / stream.lanes()],
          lane * perChannel,
          perChannel);
    }
    return words;
  }

  /**
   * Words of a memory that is addressed by the beat within a pixel and a number below {@code
   * perChannel}, the latter in the low bits.
   *
   * @param values {@code perChannel} values a channel, channel by channel
   * @return {@code [beat · perChannel + i][lane]}; 0 for unused lanes
   */
  public static long[][] addressed(StreamType stream, long[] values, int perChannel) {
    long[][] words = new long[stream.beatsPerGroup() * perChannel][stream.lanes()];
    for (int channel = 0; channel < stream.channels(); channel++) {
      int first = channel / stream.lanes() * perChannel;
      for (int i = 0; i < perChannel; i++) {
        words[first + i][channel % stream.lanes()] = values[channel * perChannel + i];
      }
    }
    return words;
  }

  /**
   * A constant of each channel as the stream of a layer's result meets it: as it is, or repeated
   * for each of the pixels that are a pixel of a folded frame.
   *
   * @param constant {@code [C]} or {@code [C, n]}
   * @param channels of the stream, a multiple of C
   */
  public static Tensor repeated(Tensor constant, int channels) {
    int own = constant.type().extent(0);
    if (channels == own) {
      return constant;
    }
    List<Integer> shape = new ArrayList<>(constant.type().shape());
    shape.set(0, channels);
    TensorType type = new TensorType(shape, constant.type().element());
    if (constant instanceof LongTensor longs) {
      long[] data = new long[type.size()];
      Arrays.setAll(data, i -> longs.data()[i % longs.data().length]);
      return new LongTensor(type, data);
    }
    int[] ints = ((IntTensor) constant).data();
    int[] data = new int[type.size()];
    Arrays.setAll(data, i -> ints[i % ints.length]);
    return new IntTensor(type, data);
  }

  /** All words one after the other. */
  public static long[] flat(long[][] words) {
    return Arrays.stream(words).flatMapToLong(LongStream::of).toArray();
  }
}
