package io.nn2fpga.ir.text;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 sum in the making; not safe for use by several threads. */
public final class Sha256 {
  private final MessageDigest digest;

  /** The sum of nothing yet. */
  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Takes in all bytes. */
  public Sha256 add(byte[] bytes) {
    return add(ByteBuffer.wrap(bytes));
  }

  /** Takes in the bytes between the buffer's position and its limit. */
  public Sha256 add(ByteBuffer bytes) {
    digest.update(bytes);
    return this;
  }

  /** The sum in 64 hexadecimal digits; starts anew. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
