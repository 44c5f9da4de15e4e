package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.host.HostStream;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.rtl.Design;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The shell behind a UART. */
class UartBoardShellTest extends BoardShellContract {
  private static final int SESSION = 0x0b0b;

  UartBoardShellTest() throws IOException {
    super(BoardIo.Kind.UART, 4, 25 / 3.0);
  }

  @Test
  void aNetworkAnswersAsTheReferenceDoes() throws IOException {
    Graph network = TestNetwork.classifier();
    List<Sample> samples = TestNetwork.samples(network, 4);
    Graph flow = TestNetwork.flow(network, 3, 0.6);
    BoardBench bench = new BoardBench("uart_network", flow, Boards.find("ulx3s-85f"), 50);
    bench.build();
    Design design = bench.design();
    HostScript script = new HostScript().open(SESSION);
    for (int i = 0; i < samples.size(); i++) {
      String bytes = bytes(design.inputs().get(0), samples.get(i).input());
      // One sample in two packets; the next one's is sent before the answer.
      script.send(Packet.DATA, 2 * i, SESSION, bytes.substring(0, 100));
      script.send(Packet.DATA, 2 * i + 1, SESSION, bytes.substring(100));
    }
    script.listen();
    for (int i = 1; i <= samples.size(); i++) {
      script.acknowledge(i, SESSION);
    }
    BoardBench.Result result = bench.run("network", 50 / 3.0, script.commands());
    String expected =
        samples.stream()
            .map(s -> bytes(design.outputs().get(0), s.output()))
            .collect(Collectors.joining());
    assertThat(result.output()).isEqualTo(expected);
  }

  private static String bytes(Design.Port port, IntTensor frame) {
    return ShellBench.wordsOf(HostStream.of(port, 8), frame).stream()
        .map(BigInteger::intValue)
        .map(b -> String.format("%02x", b))
        .collect(Collectors.joining());
  }
}
