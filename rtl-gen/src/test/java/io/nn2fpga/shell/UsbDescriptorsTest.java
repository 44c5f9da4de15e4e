package io.nn2fpga.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsbDescriptorsTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  private static int at(UsbDescriptors usb, String place) {
    Integer found = usb.places().get(place);
    assertThat(found).as(place).isNotNull();
    return found == null ? 0 : found;
  }

  /** A walk through the configuration, as a host makes it; UsbLinkTest has its bytes. */
  @Test
  void everyDescriptorOfTheConfigurationIsWhole() {
    UsbDescriptors usb = UsbDescriptors.of("net", HASH);
    byte[] rom = usb.rom();
    int end = at(usb, "LANGUAGES_AT");
    assertThat(rom[18 + 2]).isEqualTo((byte) (end - 18));
    Set<Byte> endpoints = new HashSet<>();
    int i = 18;
    while (i < end) {
      if (rom[i + 1] == 5) {
        assertThat(endpoints.add(rom[i + 2])).isTrue();
      }
      i += rom[i];
    }
    assertThat(i).isEqualTo(end);
    assertThat(endpoints).containsExactlyInAnyOrder((byte) 0x01, (byte) 0x81, (byte) 0x82);
  }

  @Test
  void stringsFollowEachOtherAndTheLongestNamesFit() {
    for (String name : List.of("n", "net", "x".repeat(100))) {
      UsbDescriptors usb = UsbDescriptors.of(name, HASH);
      byte[] rom = usb.rom();
      assertThat(rom).hasSize(256);
      int next = at(usb, "LANGUAGES_AT");
      for (String place : List.of("MANUFACTURER_AT", "PRODUCT_AT", "SERIAL_AT", "ANSWERS_AT")) {
        assertThat(rom[next + 1]).isEqualTo((byte) 3);
        next += rom[next];
        assertThat(at(usb, place)).isEqualTo(next);
      }
      assertThat(rom[at(usb, "SERIAL_AT")]).isEqualTo((byte) 34);
      assertThat(rom[at(usb, "PRODUCT_AT")])
          .isEqualTo((byte) (2 + 2 * Math.min(40, name.length())));
    }
  }
}
