package io.nn2fpga.template;

/**
 * Text that is HTML or XML already, and that a template of {@link Template#loadMarkup} inserts as
 * it is; every other value is escaped there.
 *
 * @param text well-formed markup
 */
public record Markup(String text) {
  /** Any text as markup: with the characters replaced that have a meaning in it. */
  public static Markup of(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(allowed(c) ? c : '\uFFFD');
      }
    }
    return new Markup(escaped.toString());
  }

  /**
   * A resource that is markup already.
   *
   * @param owner the class beside which it lies
   * @throws IllegalStateException if it does not exist
   */
  public static Markup load(Class<?> owner, String resource) {
    return new Markup(Template.read(owner, resource));
  }

  /** Control characters stand in no XML document, not even escaped. */
  private static boolean allowed(char c) {
    return c >= ' ' || c == '\n' || c == '\t';
  }

  @Override
  public String toString() {
    return text;
  }
}
