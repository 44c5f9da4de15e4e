package io.nn2fpga.shell;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a board says of itself over USB: a communications device with the abstract control model,
 * which operating systems take for a serial port.
 *
 * <p>Source: Universal Serial Bus Specification 2.0, 9.5 and 9.6; the engineering change notice of
 * interface association descriptors; USB Class Definitions for Communications Devices 1.2, 5.2, and
 * its PSTN subclass 1.2, 5.3 and 6.3.11.
 */
final class UsbDescriptors {
  private static final int ROM_BYTES = 256;
  private static final int DEVICE = 1;
  private static final int CONFIGURATION = 2;
  private static final int STRING = 3;
  private static final int INTERFACE = 4;
  private static final int ENDPOINT = 5;
  private static final int ASSOCIATION = 11;
  private static final int CLASS_INTERFACE = 0x24;
  private static final int BULK = 2;
  private static final int INTERRUPT = 3;
  private static final int MAX_PACKET = 64;

  /** pid.codes' identification for tests, which promises nobody to be the only one. */
  private static final int VENDOR = 0x1209;

  private static final int PRODUCT = 0x0001;
  private static final int COMMUNICATIONS = 2;
  private static final int DATA = 10;

  /** Abstract control model, and its protocol of AT commands, which nobody has to send. */
  private static final int ACM = 2;

  private static final int AT_COMMANDS = 1;
  private static final int MILLIAMPERE = 2;
  private static final int ENGLISH = 0x0409;

  /** Characters that are left in the ROM for a name. */
  private static final int LONGEST_NAME = 40;

  private static final int SERIAL_DIGITS = 16;

  private final byte[] rom;
  private final Map<String, Integer> places;

  private UsbDescriptors(byte[] rom, Map<String, Integer> places) {
    this.rom = rom;
    this.places = places;
  }

  /**
   * The descriptors of a design.
   *
   * @param design its name, the product's; what is behind the 40th character is left out
   * @param hash of the design, hexadecimal; its first 16 digits are the serial number
   */
  static UsbDescriptors of(String design, String hash) {
    ByteArrayOutputStream rom = new ByteArrayOutputStream();
    Map<String, Integer> places = new TreeMap<>();
    put(rom, device());
    byte[] interfaces = interfaces();
    put(rom, configuration(interfaces.length));
    put(rom, interfaces);
    places.put("LANGUAGES_AT", rom.size());
    put(rom, bytes(4, STRING, ENGLISH & 0xff, ENGLISH >> 8));
    places.put("MANUFACTURER_AT", rom.size());
    put(rom, string("nn2fpga"));
    places.put("PRODUCT_AT", rom.size());
    put(rom, string(design.substring(0, Math.min(design.length(), LONGEST_NAME))));
    places.put("SERIAL_AT", rom.size());
    put(rom, string(hash.substring(0, SERIAL_DIGITS)));
    places.put("ANSWERS_AT", rom.size());
    // 0 and 1 in two bytes; 115,200 baud, 1 stop bit, no parity, 8 bits.
    put(rom, bytes(0, 0, 1, 0, 0x00, 0xc2, 0x01, 0x00, 0, 0, 8));
    while (rom.size() < ROM_BYTES) {
      rom.write(0);
    }
    if (rom.size() > ROM_BYTES) {
      throw new IllegalStateException(rom.size() + " bytes of descriptors");
    }
    return new UsbDescriptors(rom.toByteArray(), places);
  }

  /** All bytes that the device answers with, padded to a power of two. */
  byte[] rom() {
    return rom.clone();
  }

  /** Where in the ROM each begins that has no fixed place, by parameter of the Verilog. */
  Map<String, Integer> places() {
    return Map.copyOf(places);
  }

  /** Parameters of {@code nn2fpga_usb_link.v}, as Verilog literals. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    places.forEach((name, place) -> parameters.put(name, "8'd" + place));
    parameters.put("ROM_BYTES", String.valueOf(rom.length));
    parameters.put("ROM", Identification.verilog(rom));
    return parameters;
  }

  /**
   * USB 2.0; class, subclass and protocol of a device whose functions are associated interfaces.
   */
  private static byte[] device() {
    return bytes(
        18,
        DEVICE,
        0x00,
        0x02,
        0xef,
        2,
        1,
        MAX_PACKET,
        VENDOR & 0xff,
        VENDOR >> 8,
        PRODUCT & 0xff,
        PRODUCT >> 8,
        0,
        1,
        1,
        2,
        3,
        1);
  }

  /** One configuration of two interfaces, powered by the bus, up to 100 mA. */
  private static byte[] configuration(int behind) {
    int total = 9 + behind;
    return bytes(9, CONFIGURATION, total, 0, 2, 1, 0, 0x80, 100 / MILLIAMPERE);
  }

  private static byte[] interfaces() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put(out, bytes(8, ASSOCIATION, 0, 2, COMMUNICATIONS, ACM, AT_COMMANDS, 0));
    put(out, bytes(9, INTERFACE, 0, 0, 1, COMMUNICATIONS, ACM, AT_COMMANDS, 0));
    // Header, of version 1.20; call management, none; line coding and state; union of 0 and 1.
    put(out, bytes(5, CLASS_INTERFACE, 0, 0x20, 0x01));
    put(out, bytes(5, CLASS_INTERFACE, 1, 0, 1));
    put(out, bytes(4, CLASS_INTERFACE, 2, 2));
    put(out, bytes(5, CLASS_INTERFACE, 6, 0, 1));
    put(out, bytes(7, ENDPOINT, 0x82, INTERRUPT, 8, 0, 255));
    put(out, bytes(9, INTERFACE, 1, 0, 2, DATA, 0, 0, 0));
    put(out, bytes(7, ENDPOINT, 0x01, BULK, MAX_PACKET, 0, 0));
    put(out, bytes(7, ENDPOINT, 0x81, BULK, MAX_PACKET, 0, 0));
    return out.toByteArray();
  }

  private static byte[] string(String text) {
    byte[] letters = text.getBytes(StandardCharsets.UTF_16LE);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put(out, bytes(2 + letters.length, STRING));
    put(out, letters);
    return out.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static void put(ByteArrayOutputStream out, byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }
}
