package io.nn2fpga.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
  /** A wire bundle, as templates see it. */
  public record Wire(String name, int width) {}

  @Test
  void rendersRecordsAndLoops() {
    Template template =
        Template.of(
            "wires",
            """
            #foreach($wire in $wires)
              wire [${wire.width()}-1:0] ${wire.name()}#if($foreach.hasNext),#end
            #end
            """);
    assertThat(template.render(Map.of("wires", List.of(new Wire("a", 8), new Wire("b", 3)))))
        .isEqualTo("  wire [8-1:0] a,\n  wire [3-1:0] b\n");
  }

  @Test
  void keepsEveryIncludeLine() {
    Template template = Template.load(TemplateTest.class, "includes.hpp.vm");
    String text = template.render(Map.of("header", "lenet"));
    assertThat(text.lines().filter(line -> line.startsWith("#include \"")))
        .containsExactly(
            "#include \"nn2fpga_stream.hpp\"",
            "#include \"lenet.hpp\"",
            "#include \"weights.hpp\"");
    assertThat(text).contains("#ifdef NN2FPGA_TAPS\n").contains("$clog2(4)").contains("## kept");
  }

  @Test
  void markupEscapesEveryValueThatIsNotMarkup() {
    Template template =
        Template.ofMarkup("cell", "<td title='${wire.name()}'>${wire.name()} $text ${mark}</td>");
    assertThat(
            template.render(
                Map.of(
                    "wire",
                    new Wire("<script>a(\"b\" & 'c')</script>", 1),
                    "text",
                    "$mark #end \u0001",
                    "mark",
                    new Markup("<b>1</b>"))))
        .isEqualTo(
            "<td title='&lt;script&gt;a(&quot;b&quot; &amp; &#39;c&#39;)&lt;/script&gt;'>"
                + "&lt;script&gt;a(&quot;b&quot; &amp; &#39;c&#39;)&lt;/script&gt;"
                + " $mark #end \uFFFD <b>1</b></td>");
    assertThatThrownBy(() -> template.render(Map.of("text", "", "mark", "")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("wire");
  }

  @Test
  void throwsAtMisspeltReference() {
    Template template = Template.of("wires", "wire [${widht}-1:0] a;");
    assertThatThrownBy(() -> template.render(Map.of("width", 8)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("template wires")
        .hasMessageContaining("widht");
  }

  @Test
  void throwsAtMisspeltComponent() {
    Template template = Template.of("wires", "wire [${wire.widht()}-1:0] a;");
    assertThatThrownBy(() -> template.render(Map.of("wire", new Wire("a", 8))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("widht");
  }

  @Test
  void refusesWhatVelocityDropsSilently() {
    for (String text :
        List.of(
            "#include \"x.hpp\"", "## comment", "#* block *#", "#if($typo) a #end", "#set($a=1)")) {
      assertThatThrownBy(() -> Template.of("bad", text))
          .as(text)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("literal block");
    }
  }

  @Test
  void namesMissingResource() {
    assertThatThrownBy(() -> Template.load(TemplateTest.class, "absent.vm"))
        .hasMessageContaining("absent.vm");
  }
}
