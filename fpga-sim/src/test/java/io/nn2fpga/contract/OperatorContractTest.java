package io.nn2fpga.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.Operator;
import io.nn2fpga.op.Operators;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Reference = HLS C++ = Verilog for each operator and parameter set, under stalls, and timing
 * machine = Verilog in every cycle. {@code -Dcontract.operator=NAME} runs one operator.
 */
class OperatorContractTest {
  private static final int RESET_AT = 37;

  private static List<ContractCases> all() {
    return ServiceLoader.load(ContractCases.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(ContractCases::operator))
        .toList();
  }

  @Test
  void everyOperatorHasCases() {
    List<String> tested = all().stream().map(ContractCases::operator).toList();
    List<String> kernels =
        Operators.all().stream()
            .filter(o -> o.operations().stream().anyMatch(Kernel.class::isAssignableFrom))
            .map(Operator::name)
            .toList();
    assertThat(tested).isNotEmpty().containsAll(kernels);
  }

  @TestFactory
  Stream<DynamicContainer> contract() {
    String chosen = System.getProperty("contract.operator", "");
    List<ContractCases> operators =
        all().stream().filter(c -> chosen.isEmpty() || c.operator().equals(chosen)).toList();
    assertThat(operators).as("operators of that name").isNotEmpty();
    return operators.stream()
        .map(c -> dynamicContainer(c.operator(), operator(c.operator(), c.cases())));
  }

  private static Stream<DynamicNode> operator(String name, List<ContractCase> cases) {
    assertThat(cases).isNotEmpty();
    assertThat(cases.stream().map(ContractCase::name)).doesNotHaveDuplicates();
    assertThat(cases.stream().map(ContractCase::frames).distinct()).as("frames").hasSize(1);
    ContractBench bench = new ContractBench(Path.of("target", "contract", name), cases);
    List<DynamicNode> nodes = new ArrayList<>();
    nodes.add(dynamicTest("sources and vectors", bench::write));
    nodes.add(dynamicTest("C++ program", bench::runHls));
    nodes.add(each("C++ equals the reference", cases, c -> new Comparison(bench, c).hls()));
    for (Form form : bench.forms()) {
      nodes.add(dynamicContainer(form.name().toLowerCase(Locale.ROOT), form(form, bench, cases)));
    }
    int images = cases.stream().mapToInt(c -> memories(c).size()).max().orElseThrow();
    for (int image = 0; image < images; image++) {
      nodes.add(mutation(image, bench, cases));
    }
    return nodes.stream();
  }

  /** Everything that Verilog is held against; both forms of an operator pass all of it. */
  private static Stream<DynamicNode> form(
      Form form, ContractBench bench, List<ContractCase> cases) {
    List<DynamicNode> nodes = new ArrayList<>();
    nodes.add(each("lint", cases, c -> bench.lint(c, form)));
    nodes.add(dynamicTest("verilated test bench", () -> bench.buildVerilog(form)));
    for (StallMode mode : StallMode.values()) {
      String run = form.prefix() + mode.folder();
      nodes.add(run(mode.title(), run, form, mode, bench, cases, "+taps"));
    }
    String reset = form.prefix() + "reset";
    String resetAt = "+reset_at=" + RESET_AT;
    nodes.add(run("reset in mid-frame", reset, form, StallMode.BOTH, bench, cases, resetAt));
    String free = form.prefix() + StallMode.NONE.folder();
    nodes.add(
        each("declared interval is measured", cases, c -> new Comparison(bench, c).interval(free)));
    String stalled = form.prefix() + StallMode.BOTH.folder();
    nodes.add(each("taps log what sinks log", cases, c -> new Comparison(bench, c).taps(stalled)));
    return nodes.stream();
  }

  private static DynamicContainer run(
      String title,
      String run,
      Form form,
      StallMode mode,
      ContractBench bench,
      List<ContractCase> cases,
      String more) {
    DynamicTest simulation = dynamicTest("simulation", () -> bench.simulate(run, form, mode, more));
    DynamicContainer checks =
        each(
            "values and cycles",
            cases,
            c -> {
              new Comparison(bench, c).values(run);
              new Comparison(bench, c).cycles(run, mode);
            });
    return dynamicContainer(title, Stream.of(simulation, checks));
  }

  private static DynamicContainer each(
      String title, List<ContractCase> cases, Consumer<ContractCase> check) {
    return dynamicContainer(
        title, cases.stream().map(c -> dynamicTest(c.name(), () -> check.accept(c))));
  }

  private static List<MemoryImage> memories(ContractCase contractCase) {
    return contractCase.actor().module().memories();
  }

  /** The suite notices one wrong bit of a memory, in each case that has this memory. */
  private static DynamicContainer mutation(
      int image, ContractBench bench, List<ContractCase> cases) {
    List<ContractCase> affected = cases.stream().filter(c -> memories(c).size() > image).toList();
    String run = "mutated" + image;
    DynamicTest simulation =
        dynamicTest(
            "simulation",
            () -> {
              affected.forEach(c -> bench.flipTopBit(c, memories(c).get(image)));
              bench.simulate(run, Form.SIMULATION, StallMode.NONE, "");
              affected.forEach(c -> bench.writeImage(c, memories(c).get(image)));
            });
    DynamicContainer checks =
        each(
            "a difference is found",
            affected,
            c ->
                assertThatThrownBy(() -> new Comparison(bench, c).values(run))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(c.name() + ": out0, beat "));
    return dynamicContainer(
        "one bit of " + memories(affected.get(0)).get(image).parameter() + " is wrong",
        Stream.of(simulation, checks));
  }
}
