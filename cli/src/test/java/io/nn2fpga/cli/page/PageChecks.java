package io.nn2fpga.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.report.Report;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.select.Elements;

/** What must be true of every report page, whoever rendered it. */
public final class PageChecks {
  private static final int LAYER_COLUMNS = 14;

  private PageChecks() {}

  /** The page's tree; fails if the parser had to repair anything. */
  public static Document parse(String html) {
    Parser parser = Parser.htmlParser().setTrackErrors(20);
    Document page = Jsoup.parse(html, "", parser);
    assertThat(parser.getErrors()).isEmpty();
    return page;
  }

  /** No reference leaves the file, and each one inside it arrives. */
  public static void standsAlone(Document page) {
    for (Element element : page.select("[src], [href], [xlink:href], [srcset], [action]")) {
      String reference = element.attr("href");
      assertThat(element.hasAttr("src")).as(element.toString()).isFalse();
      if (!element.tagName().equals("link")) {
        assertThat(reference).startsWith("#");
        assertThat(page.getElementById(reference.substring(1))).as(reference).isNotNull();
      } else {
        assertThat(reference).isEqualTo("data:,");
      }
    }
    assertThat(page.select("iframe, object, embed, img, base")).isEmpty();
    // The name of the SVG language is no address that anything asks.
    String text = page.outerHtml().replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    assertThat(text).doesNotContain("http:", "https:", "@import", "//cdn");
    assertThat(text.replace("url(#arrow)", "")).doesNotContain("url(");
  }

  /** The page is made for readers who do not see it, too. */
  public static void isAccessible(Document page) {
    assertThat(page.select("html[lang]")).hasSize(1);
    assertThat(page.select("h1")).hasSize(1);
    assertThat(page.select("main, header, footer")).hasSize(3);
    for (Element table : page.select("table")) {
      assertThat(table.select("> caption")).as(table.id()).hasSize(1);
      assertThat(table.select("tbody > tr > th[scope=row]"))
          .hasSameSizeAs(table.select("tbody > tr"));
    }
    for (Element labelled : page.select("[aria-labelledby]")) {
      assertThat(page.getElementById(labelled.attr("aria-labelledby"))).isNotNull();
    }
    Elements ids = page.select("[id]");
    assertThat(ids.eachAttr("id")).doesNotHaveDuplicates();
  }

  /** The figures are the report's. */
  public static void shows(Document page, Report report) {
    Report.Performance performance = report.performance();
    assertThat(text(page, "bottleneck")).isEqualTo(performance.bottleneck());
    assertThat(Double.parseDouble(element(page, "bottleneck-share").attr("value")))
        .isEqualTo(performance.bottleneckShare());
    assertThat(text(page, "bottleneck-share"))
        .isEqualTo(String.format(Locale.ROOT, "%.1f %%", 100 * performance.bottleneckShare()));
    assertThat(text(page, "limiting-resource")).isEqualTo(performance.limit());
    Elements rows = page.select("#layers tbody tr");
    assertThat(rows).hasSameSizeAs(report.layers());
    for (int l = 0; l < rows.size(); l++) {
      row(rows.get(l), report.layers().get(l));
      boolean slowest = report.layers().get(l).name().equals(performance.bottleneck());
      assertThat(rows.get(l).hasClass("slowest")).isEqualTo(slowest);
    }
  }

  private static void row(Element row, Report.Layer layer) {
    assertThat(row.select("th > span").text()).isEqualTo(layer.name());
    Elements cells = row.select("td");
    assertThat(cells).hasSize(LAYER_COLUMNS - 1);
    assertThat(cells.get(1).text()).isEqualTo(String.format(Locale.ROOT, "%,d", layer.macs()));
    assertThat(cells.get(3).text()).isEqualTo(layer.pe() == null ? "–" : "" + layer.pe());
    assertThat(cells.get(4).text()).isEqualTo(layer.simd() == null ? "–" : "" + layer.simd());
    String measured =
        layer.measuredInterval() == null
            ? "–"
            : String.format(Locale.ROOT, "%,d", layer.measuredInterval());
    assertThat(cells.get(6).text())
        .isEqualTo(String.format(Locale.ROOT, "%,d | ", layer.interval()) + measured);
    assertThat(cells.get(8).text())
        .startsWith(String.format(Locale.ROOT, "%,.0f", layer.estimated().get("lut")));
    assertThat(cells.get(10).text())
        .startsWith(String.format(Locale.ROOT, "%,.0f", layer.estimated().get("dsp")));
  }

  private static String text(Document page, String id) {
    return element(page, id).text();
  }

  private static Element element(Document page, String id) {
    Element element = page.getElementById(id);
    if (element == null) {
      throw new AssertionError("the page has no element '" + id + "'");
    }
    return element;
  }
}
