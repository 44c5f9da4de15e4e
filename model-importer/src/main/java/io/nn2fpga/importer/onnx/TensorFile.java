package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.nn.NumberFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A tensor in a file of its own, as the ONNX project keeps the data of its operator tests.
 *
 * @param format what the elements are
 * @param array the elements: of type i8 if they are whole numbers, else f4
 */
public record TensorFile(NumberFormat format, NpyArray array) {

  /**
   * Reads a file that holds a TensorProto.
   *
   * @throws DiagnosticException if it holds none, or one of elements that are no numbers
   */
  public static TensorFile read(Path path) {
    String at = path.toString();
    TensorProto proto;
    try {
      proto = TensorProto.parseFrom(Files.readAllBytes(path));
    } catch (InvalidProtocolBufferException e) {
      throw new DiagnosticException(
          Diagnostic.of(Code.MALFORMED_FILE, "not a tensor, or a truncated one", at, null));
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(Code.FILE_NOT_FOUND, "the file cannot be read", at, e.getMessage()));
    }
    Constant constant = TensorDecoder.decode(proto, at);
    NumberFormat format = ElementTypes.of(proto.getDataType());
    if (format == null) {
      throw new IllegalStateException("decoded element type " + proto.getDataType());
    }
    int[] extents = constant.dims().stream().mapToInt(Integer::intValue).toArray();
    return new TensorFile(
        format,
        constant.isFloat()
            ? NpyArray.ofFloats(constant.floats(), extents)
            : NpyArray.ofLongs(constant.integers(), extents));
  }
}
