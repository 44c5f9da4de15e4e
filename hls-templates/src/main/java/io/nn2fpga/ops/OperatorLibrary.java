package io.nn2fpga.ops;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.StructuralActors;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.ops.fork.ForkKernel;
import io.nn2fpga.ops.widthconverter.WidthConverterKernel;

/** The FIFO, the fork and the width converter of this library. */
@AutoService(StructuralActors.class)
public final class OperatorLibrary implements StructuralActors {
  @Override
  public Kernel converter(StreamType source, StreamType target) {
    source.folded(); // refuses beats that are in no frame's order
    return WidthConverterKernel.to(target);
  }

  @Override
  public Kernel fifo(int depth) {
    return new FifoKernel(depth);
  }

  @Override
  public int depth(Kernel kernel) {
    return kernel instanceof FifoKernel fifo ? fifo.depth() : 0;
  }

  @Override
  public Kernel fork() {
    return new ForkKernel();
  }
}
