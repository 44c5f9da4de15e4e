package io.nn2fpga.sim;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.BeatLayout;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.rtl.Design;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds, for every memory of a design, a bit whose flip must be noticed: the top bit of a constant
 * that some sample makes a difference with.
 *
 * <p>It needs no knowledge of any operator: a constant of the actor is altered, the actor tells the
 * memory image that it now has, and its own evaluation tells where its output is now wrong.
 */
public final class MemoryFaults {
  /** Constants of a memory that are tried before giving up. */
  private static final int TRIES = 256;

  /** Distance of the constants that are tried; a prime, so that they are not all of one column. */
  private static final long STRIDE = 7919;

  private final Design design;
  private final List<Map<String, IntTensor>> streams;

  /** Prepares to find faults that show with these frames. */
  public MemoryFaults(Design design, List<IntTensor> frames) {
    this.design = design;
    IntegerExecutor executor = new IntegerExecutor(design.graph());
    this.streams = frames.parallelStream().map(executor::run).toList();
  }

  /**
   * One fault a memory, in the order of the actors.
   *
   * @throws IllegalStateException if the frames exercise a memory so little that no flip shows
   */
  public List<MemoryFault> all() {
    List<MemoryFault> faults = new ArrayList<>();
    for (Design.Instance instance : design.instances()) {
      List<MemoryImage> images = instance.actor().module().memories();
      for (int image = 0; image < images.size(); image++) {
        faults.add(find(instance, images, image));
      }
    }
    return faults;
  }

  private MemoryFault find(Design.Instance instance, List<MemoryImage> images, int image) {
    Actor actor = instance.actor();
    for (int constant = 0; constant < actor.constants().size(); constant++) {
      int size = actor.constants().get(constant).type().size();
      for (int i = 0; i < Math.min(size, TRIES); i++) {
        // From the middle on: constants at the ends often meet padding.
        int element = (int) ((size / 2 + i * STRIDE) % size);
        MemoryFault fault = attempt(instance, images, image, constant, element);
        if (fault != null) {
          return fault;
        }
      }
    }
    throw new IllegalStateException(
        "no flipped bit of " + images.get(image).parameter() + " of " + actor.name() + " shows");
  }

  private @Nullable MemoryFault attempt(
      Design.Instance instance, List<MemoryImage> images, int image, int constant, int element) {
    Actor actor = instance.actor();
    List<Tensor> constants = new ArrayList<>(actor.constants());
    int bits = images.get(image).laneBits();
    constants.set(constant, flipped(constants.get(constant), element, bits));
    Actor altered =
        new Actor(actor.name(), actor.kernel(), actor.inputs(), actor.outputs(), constants);
    List<MemoryImage> alteredImages = altered.module().memories();
    for (int i = 0; i < images.size(); i++) {
      if (changedLanes(images.get(i), alteredImages.get(i)) != (i == image ? 1 : 0)) {
        return null;
      }
    }
    for (int frame = 0; frame < streams.size(); frame++) {
      FramePosition place = firstWrong(instance, constants, streams.get(frame));
      if (place != null) {
        return new MemoryFault(instance, alteredImages.get(image), frame, place);
      }
    }
    return null;
  }

  /** The same tensor with the top bit of one element's {@code bits} flipped. */
  private static Tensor flipped(Tensor tensor, int element, int bits) {
    long half = 1L << (bits - 1);
    if (tensor instanceof IntTensor ints) {
      int[] data = ints.data().clone();
      data[element] = (int) (data[element] < 0 ? data[element] + half : data[element] - half);
      return new IntTensor(ints.type(), data);
    }
    if (tensor instanceof LongTensor longs) {
      long[] data = longs.data().clone();
      data[element] = data[element] < 0 ? data[element] + half : data[element] - half;
      return new LongTensor(longs.type(), data);
    }
    throw new IllegalStateException("constant " + tensor.type() + " of a kernel");
  }

  /** How many lanes differ; −1 if the images are not of the same form. */
  private static int changedLanes(MemoryImage image, MemoryImage other) {
    if (image.laneBits() != other.laneBits() || image.words().length != other.words().length) {
      return -1;
    }
    int changed = 0;
    for (int word = 0; word < image.words().length; word++) {
      for (int lane = 0; lane < image.words()[word].length; lane++) {
        changed += image.words()[word][lane] == other.words()[word][lane] ? 0 : 1;
      }
    }
    return changed;
  }

  private @Nullable FramePosition firstWrong(
      Design.Instance instance, List<Tensor> constants, Map<String, IntTensor> frame) {
    List<Tensor> operands = new ArrayList<>();
    instance.inputs().forEach(wire -> operands.add(value(frame, wire)));
    operands.addAll(constants);
    Design.Wire output = instance.outputs().get(0);
    IntTensor got;
    try {
      got = instance.actor().kernel().evaluate(operands).get(0);
    } catch (IllegalStateException e) {
      // The altered constant overflows an accumulator that was sized for the right one.
      return null;
    }
    StreamType type = output.type();
    int[][] wrong = BeatLayout.pack(type, got);
    int[][] right = BeatLayout.pack(type, value(frame, output));
    for (int beat = 0; beat < right.length; beat++) {
      int lane = Arrays.mismatch(right[beat], wrong[beat]);
      if (lane >= 0) {
        return FramePosition.of(type, beat, lane);
      }
    }
    return null;
  }

  private static IntTensor value(Map<String, IntTensor> frame, Design.Wire wire) {
    IntTensor tensor = frame.get(wire.stream());
    if (tensor == null) {
      throw new IllegalStateException("no reference for stream '" + wire.stream() + "'");
    }
    return tensor;
  }
}
