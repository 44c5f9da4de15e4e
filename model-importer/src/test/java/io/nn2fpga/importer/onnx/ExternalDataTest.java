package io.nn2fpga.importer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.FloatTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights in files beside the model are read; files elsewhere, or too short ones, are not. */
final class ExternalDataTest {
  @TempDir private Path folder;

  /** A model of one matrix product, whose weights are said to be in other files. */
  private Path model(String... entries) throws IOException {
    TensorProto.Builder weights =
        OnnxModelBuilder.tensor("w", DataType.FLOAT, 3, 2).setDataLocation(DataLocation.EXTERNAL);
    for (int i = 0; i < entries.length; i += 2) {
      weights.addExternalData(
          StringStringEntryProto.newBuilder().setKey(entries[i]).setValue(entries[i + 1]));
    }
    Files.createDirectories(folder.resolve("model"));
    return new OnnxModelBuilder(13)
        .input("x", -1, 3)
        .initializer(weights.build())
        .node("MatMul", "x w", "y")
        .output("y")
        .write(folder.resolve("model"));
  }

  private void data(String name, int skipped) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(skipped + 24).order(ByteOrder.LITTLE_ENDIAN);
    data.position(skipped);
    for (int i = 1; i <= 6; i++) {
      data.putFloat(i);
    }
    Path file = folder.resolve("model").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, data.array());
  }

  @Test
  void weightsBesideTheModelAreRead() throws IOException {
    Path file = model("location", "data/w.bin", "offset", "8", "length", "24");
    data("data/w.bin", 8);
    ImportedModel model = OnnxImporter.read(file);
    assertThat(model.graph().constant("w"))
        .isEqualTo(FloatTensor.of(new float[] {1, 3, 5, 2, 4, 6}, 2, 3));
    // ONNX Runtime gets the model with its data inside.
    assertThat(ImportCheck.run(model, List.of()).values()).isPositive();
  }

  @Test
  void theWholeFileIsReadWhereNoLengthIsGiven() throws IOException {
    Path file = model("location", "w.bin");
    data("w.bin", 0);
    assertThat(OnnxImporter.read(file).graph().constants()).containsKey("w");
  }

  private void refused(String message, String... entries) throws IOException {
    Path file = model(entries);
    data("w.bin", 0);
    assertThatThrownBy(() -> OnnxImporter.read(file))
        .hasMessageContaining(message)
        .hasMessageContaining("at net.onnx, initializer 'w'");
  }

  @Test
  void filesElsewhereOrTooShortAreRefused() throws IOException {
    Files.write(folder.resolve("outside.bin"), new byte[24]);
    String elsewhere = "the tensor's data is said to be in '%s', not beside the model";
    refused(elsewhere.formatted("../outside.bin"), "location", "../outside.bin");
    refused(elsewhere.formatted("/etc/passwd"), "location", "/etc/passwd");
    refused(elsewhere.formatted("null"));
    refused("there is no such file", "location", "other.bin");
    refused(
        "is bytes 8 to 32 of 'w.bin', which has 24".replace("is bytes", "are bytes"),
        "location",
        "w.bin",
        "offset",
        "8",
        "length",
        "24");
    refused("the external data's offset is '-1'", "location", "w.bin", "offset", "-1");
    refused("the external data's length is 'many'", "location", "w.bin", "length", "many");
    refused(
        "extents [3, 2] need 6 elements, the file holds 5", "location", "w.bin", "length", "20");
    Files.createSymbolicLink(
        folder.resolve("model").resolve("link.bin"), folder.resolve("outside.bin"));
    refused("there is no such file", "location", "link.bin");
  }
}
