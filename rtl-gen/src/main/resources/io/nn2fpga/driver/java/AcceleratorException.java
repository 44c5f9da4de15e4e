import java.io.IOException;

/** The board cannot be reached, is another one, or takes and gives nothing. */
public final class AcceleratorException extends IOException {
  private static final long serialVersionUID = 1;

  AcceleratorException(String message) {
    super(message);
  }
}
