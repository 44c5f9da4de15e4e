package io.nn2fpga.cli.build;

import io.nn2fpga.amd.AmdFiles;
import io.nn2fpga.cli.diagram.LayerDiagram;
import io.nn2fpga.cli.diagram.SvgDrawing;
import io.nn2fpga.cli.page.PageContent;
import io.nn2fpga.cli.page.ReportPage;
import io.nn2fpga.cli.project.QuantizationFile;
import io.nn2fpga.cli.project.QuantizationFile.Quantization;
import io.nn2fpga.cli.project.ScheduleFile;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import io.nn2fpga.cli.report.StageTimes;
import io.nn2fpga.cli.report.TextReport;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.driver.DriverFiles;
import io.nn2fpga.driver.HostInput;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.lower.ModelCodes;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.shell.BoardFiles;
import io.nn2fpga.shell.FlashImage;
import io.nn2fpga.sim.Sample;
import io.nn2fpga.sim.VerificationResult;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.Toolbox;
import io.nn2fpga.synth.SynthesisResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The build command: every stage in order, into a directory that appears whole or not at all. */
public final class BuildPipeline {
  /** Golden samples at most that run through what place and route made. */
  private static final int MOST_GATE_SAMPLES = 8;

  private final Toolbox tools;
  private final StageLog log;
  private final String version;
  private final BuildOptions options;

  /**
   * A pipeline.
   *
   * @param tools where external tools are found
   * @param log told of each stage
   * @param version nn2fpga's version, for the manifest
   * @param options how it runs
   */
  public BuildPipeline(Toolbox tools, StageLog log, String version, BuildOptions options) {
    this.tools = tools;
    this.log = log;
    this.version = version;
    this.options = options;
  }

  /**
   * Builds a design.
   *
   * @param target the build directory; an earlier one is replaced once the new one is whole
   * @throws DiagnosticException if the input is wrong, a tool fails, or an implementation differs
   *     from the integer reference; also, with the whole directory in place, if one of AMD's tools
   *     fails, which come last and on whose results nothing else rests
   */
  public Report run(BuildRequest request, Path target) {
    // Before anything takes time: a missing tool would only be noticed at the end.
    List.of(Tool.GXX, Tool.MAKE, Tool.VERILATOR).forEach(tools::require);
    openTools().require(request.board());
    if (options.synthesis()) {
      requireYosys();
    }
    AmdTools amdTools = new AmdTools(tools, log, options.amdSteps());
    amdTools.requireReachable(tools, request.board());
    try (BuildDirectory directory = BuildDirectory.open(target)) {
      try {
        List<Diagnostic> late = new ArrayList<>();
        Report report = build(request, directory.path(), amdTools, late);
        directory.commit();
        if (!late.isEmpty()) {
          throw new DiagnosticException(directory.inPlace(late));
        }
        return report;
      } catch (DiagnosticException e) {
        throw directory.keepingLogs(e);
      }
    }
  }

  private void requireYosys() {
    try {
      tools.require(Tool.YOSYS);
    } catch (DiagnosticException e) {
      throw new DiagnosticException(
          e.diagnostics().stream()
              .map(
                  d ->
                      new Diagnostic(
                          d.code(),
                          d.message(),
                          d.at(),
                          d.hint() + ", or build with --no-synthesis"))
              .toList());
    }
  }

  private Report build(
      BuildRequest request, Path directory, AmdTools amdTools, List<Diagnostic> late) {
    FrontEnd front = frontEnd(request.source());
    BackEnd back = new BackEnd(request, log, options.verifyPasses());
    FrontEnd.Loaded loaded = front.load();
    Quantizer.Result quantized = front.quantize(loaded, new FoldedCost(request));
    QuantizedModel model = quantized.model();
    Accuracy accuracy = front.accuracy(loaded, model);
    Stages stages = new Stages(request, directory, back, loaded, quantized);
    BuiltDesign verified = build(stages, back.fold(model));
    OpenTools.Outcome open =
        openTools()
            .run(
                request,
                directory,
                model,
                verified,
                () -> samples(model, loaded),
                (before, schedule) ->
                    build(stages, back.pipelined(model, before.folded(), schedule)));
    BuiltDesign built = open.built();
    BackEnd.Folded folded = built.folded();
    Design design = built.design();
    VerificationResult verification = built.verification();
    AmdTools.Outcome amd = amdTools.run(request.board(), directory, design.name());
    late.addAll(amd.problems());
    List<Report.ToolRun> ran = new ArrayList<>(ReportAssembly.tools(tools, options));
    open.ran().stream().filter(tool -> !names(ran).contains(tool.name())).forEach(ran::add);
    ran.addAll(amd.ran());
    ReportAssembly assembly =
        new ReportAssembly(request, loaded, quantized, folded, built.synthesis());
    Report report =
        log.run(
            "report",
            () -> {
              Report found = assembly.report(accuracy, verification, ran, amd, open);
              writeReport(directory, found, loaded.model().graph(), model, folded);
              log.detail("report/report.html");
              return found;
            });
    write(
        directory,
        "manifest.json",
        Manifest.of(version, request, quantized.chosen(), report, built.files().hash()).toJson());
    return report;
  }

  private static List<String> names(List<Report.ToolRun> ran) {
    return ran.stream().map(Report.ToolRun::name).toList();
  }

  /** A few golden samples. */
  private static List<Sample> samples(QuantizedModel model, FrontEnd.Loaded loaded) {
    SampleFile file = loaded.verification();
    IntegerExecutor executor = new IntegerExecutor(model.graph());
    return file.codes(model, Math.min(MOST_GATE_SAMPLES, file.count())).stream()
        .map(frame -> new Sample(frame, executor.runOutput(frame)))
        .toList();
  }

  private OpenTools openTools() {
    return new OpenTools(tools, log, options.bitstream(), options.bitstreamCheck());
  }

  /** What turns a folded network into a design that is known to be right. */
  private record Stages(
      BuildRequest request,
      Path directory,
      BackEnd back,
      FrontEnd.Loaded loaded,
      Quantizer.Result quantized) {}

  private BuiltDesign build(Stages stages, BackEnd.Folded folded) {
    Design design = Design.of(folded.flow(), stages.request().name());
    DesignFiles sources = DesignFiles.of(design);
    DesignFiles files = generate(stages, design, sources, folded);
    writeHostPieces(stages.directory(), design, stages.loaded(), stages.quantized().model());
    @Nullable SynthesisResult synthesis =
        options.synthesis()
            ? stages.back().synthesize(tools, stages.directory(), options.synthesisCache(), design)
            : null;
    VerificationResult verification =
        stages
            .back()
            .verify(
                tools,
                stages.directory(),
                design,
                stages.quantized().model(),
                stages.loaded().verification());
    if (!verification.passed()) {
      throw new DiagnosticException(verification.diagnostics());
    }
    return new BuiltDesign(folded, design, sources, files, synthesis, verification);
  }

  private FrontEnd frontEnd(ModelRequest source) {
    return new FrontEnd(
        source, new CalibrationCache(options.calibrationCache()), log, options.verifyPasses());
  }

  /** Imports and quantizes only: what the accelerator would compute, and its verification data. */
  public Quantized quantize(BuildRequest request) {
    FrontEnd front = frontEnd(request.source());
    FrontEnd.Loaded loaded = front.load();
    QuantizedModel model = front.quantize(loaded, new FoldedCost(request)).model();
    SampleFile samples = loaded.verification();
    return new Quantized(model, samples.codes(model, samples.count()));
  }

  /**
   * A quantized network.
   *
   * @param model the integer network
   * @param frames test samples (calibration samples where there are none) as it takes them
   */
  public record Quantized(QuantizedModel model, List<IntTensor> frames) {
    /** Copies the list. */
    public Quantized {
      frames = List.copyOf(frames);
    }
  }

  private DesignFiles generate(
      Stages stages, Design design, DesignFiles sources, BackEnd.Folded folded) {
    BuildRequest request = stages.request();
    Path directory = stages.directory();
    Quantizer.Result quantized = stages.quantized();
    FrontEnd.Loaded loaded = stages.loaded();
    return log.run(
        "generate",
        () -> {
          QuantizedModel model = quantized.model();
          DesignFiles files =
              sources
                  .with(DriverFiles.of(design, model, hostInput(request, loaded), sources.hash()))
                  .with(AmdFiles.of(design, sources, request.board(), request.clockMhz()));
          files.writeTo(directory);
          // Apart from the hash: the clock, which place and route decides, is not the design.
          BoardFiles.of(
                  design,
                  sources,
                  request.board(),
                  request.clockMhz(),
                  model.input(),
                  model.output())
              .forEach((file, text) -> write(directory, file, text));
          FlashImage flash = FlashImage.of(design, sources.hash(), request.board());
          if (flash != null) {
            write(directory, FlashImage.FILE, flash.bytes());
          }
          write(directory, "schedule.yaml", ScheduleFile.write(folded.schedule()));
          Quantization chosen = quantized.chosen();
          if (chosen != null) {
            write(directory, "quantization.yaml", QuantizationFile.write(model, chosen));
          }
          GraphFiles.of(loaded.model().graph(), model.graph(), folded.flow())
              .forEach((file, text) -> write(directory, file, text));
          log.detail(
              design.instances().size()
                  + " actors, "
                  + files.files().size()
                  + " files of Verilog, HLS C++, driver and projects");
          return files;
        });
  }

  /** What the host's part of the network starts with, if it has one. */
  private static HostInput hostInput(BuildRequest request, FrontEnd.Loaded loaded) {
    Preprocessing preprocessing = request.source().preprocessing();
    return new HostInput(
        loaded.model().inputName(),
        Pipelines.input(loaded.model().graph()),
        preprocessing == null ? Preprocessing.NONE : preprocessing,
        ModelCodes.ofInput(loaded.model().graph()));
  }

  private void writeHostPieces(
      Path directory, Design design, FrontEnd.Loaded loaded, QuantizedModel model) {
    HostPieces pieces = new HostPieces(model);
    if (!pieces.isEmpty()) {
      log.run(
          "host",
          () -> {
            Path folder = directory.resolve(DriverFiles.folder(design));
            log.detail(pieces.write(folder, loaded.verification()));
            return folder;
          });
    }
  }

  private void writeReport(
      Path directory, Report report, Graph nn, QuantizedModel model, BackEnd.Folded folded) {
    write(directory, "report/report.json", ReportJson.write(report));
    write(directory, "report/report.txt", TextReport.render(report));
    String layers =
        SvgDrawing.of(
            LayerDiagram.of(
                folded.flow(), LayerGroup.of(model.graph()), report, folded.schedule()));
    GraphFiles.drawings(nn, layers, folded.flow())
        .forEach((file, text) -> write(directory, file, text));
    writePage(directory, report, layers, ScheduleFile.write(folded.schedule()));
  }

  /** The page tells how long the stages before it took. */
  private void writePage(Path directory, Report report, String layers, String schedule) {
    StageTimes times = StageTimes.of(log.seconds());
    write(directory, "report/times.json", times.toJson());
    write(
        directory,
        "report/report.html",
        ReportPage.render(
            new PageContent(report, times, layers, schedule, options.command(), version)));
  }

  /** Writes a file of the build directory. */
  static void write(Path directory, String file, String text) {
    write(directory, file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Path directory, String file, byte[] bytes) {
    try {
      Path path = directory.resolve(file);
      Files.createDirectories(path.getParent());
      Files.write(path, bytes);
    } catch (IOException e) {
      throw new DiagnosticException(BuildDirectory.unwritable(e));
    }
  }
}
