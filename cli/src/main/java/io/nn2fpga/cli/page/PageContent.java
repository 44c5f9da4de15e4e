package io.nn2fpga.cli.page;

import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.StageTimes;

/**
 * What a page is made from; the same content gives the same bytes.
 *
 * @param report the report
 * @param times how long the stages took
 * @param graph the layers as an SVG element, whose links lead to {@link
 *     io.nn2fpga.cli.diagram.LayerDiagram#anchor}
 * @param schedule the schedule file's text
 * @param command the command line that repeats the build
 * @param version nn2fpga's version
 */
public record PageContent(
    Report report,
    StageTimes times,
    String graph,
    String schedule,
    String command,
    String version) {}
