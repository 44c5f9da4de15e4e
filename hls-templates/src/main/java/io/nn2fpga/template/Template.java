package io.nn2fpga.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.exception.VelocityException;
import org.apache.velocity.runtime.RuntimeConstants;
import org.jspecify.annotations.Nullable;

/**
 * A text template on the class path, in Velocity's language cut down to what cannot fail silently.
 *
 * <p>References are strict: a misspelt {@code ${widht}} throws. Velocity drops some text without a
 * word ({@code #include}, {@code ##}) and takes an undefined condition for false; so only {@code
 * #foreach}, {@code #if($foreach.hasNext)} and {@code #end} are directives here, and any other
 * {@code #} must stand in a literal block {@code #[[ … ]]#}, checked when the template is loaded.
 * Values are maps and public records, whose components are read as {@code ${wire.name()}}.
 */
public final class Template {
  private static final Pattern LITERAL = Pattern.compile("#\\[\\[.*?\\]\\]#", Pattern.DOTALL);
  private static final Pattern DIRECTIVE =
      Pattern.compile("#(?!foreach\\(|if\\(\\$foreach\\.hasNext\\)|end\\b)\\S*");
  private static final VelocityEngine ENGINE = engine();

  private final String name;
  private final String text;
  private final boolean markup;

  private Template(String name, String text, boolean markup) {
    this.name = name;
    this.text = text;
    this.markup = markup;
  }

  /**
   * Loads a template.
   *
   * @param owner the class beside which the resource lies
   * @param resource the file's name, for example {@code top.v.vm}
   * @throws IllegalStateException if it does not exist or holds a directive that is not allowed
   */
  public static Template load(Class<?> owner, String resource) {
    return of(resource, read(owner, resource));
  }

  /**
   * Loads a template of HTML or XML: every value that is not {@link Markup} is escaped where it is
   * inserted.
   *
   * @throws IllegalStateException as {@link #load}
   */
  public static Template loadMarkup(Class<?> owner, String resource) {
    return ofMarkup(resource, read(owner, resource));
  }

  /** The text of a resource beside a class. */
  static String read(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource + " beside " + owner.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A template from its text; {@code name} is used in messages. */
  static Template of(String name, String text) {
    return checked(new Template(name, text, false));
  }

  /** The same of HTML or XML. */
  static Template ofMarkup(String name, String text) {
    return checked(new Template(name, text, true));
  }

  private static Template checked(Template template) {
    Matcher directive = DIRECTIVE.matcher(LITERAL.matcher(template.text).replaceAll(""));
    if (directive.find()) {
      throw new IllegalStateException(
          "template "
              + template.name
              + ": put '"
              + directive.group()
              + "' in a literal block #[[ ]]#");
    }
    return template;
  }

  /**
   * The text with the references replaced.
   *
   * @throws IllegalStateException if a reference has no value
   */
  public String render(Map<String, ?> values) {
    StringWriter out = new StringWriter();
    VelocityContext context = new VelocityContext();
    values.forEach(context::put);
    if (markup) {
      EventCartridge escaping = new EventCartridge();
      escaping.addReferenceInsertionEventHandler(
          (unused, reference, value) -> value instanceof Markup ? value : escaped(value));
      escaping.attachToContext(context);
    }
    try {
      ENGINE.evaluate(context, out, name, text);
    } catch (VelocityException e) {
      throw new IllegalStateException("template " + name + ": " + e.getMessage(), e);
    }
    return out.toString();
  }

  private static @Nullable Markup escaped(@Nullable Object value) {
    return value == null ? null : Markup.of(value.toString());
  }

  private static VelocityEngine engine() {
    VelocityEngine engine = new VelocityEngine();
    engine.setProperty(RuntimeConstants.RUNTIME_REFERENCES_STRICT, true);
    engine.setProperty(RuntimeConstants.VM_LIBRARY, "");
    engine.init();
    return engine;
  }
}
