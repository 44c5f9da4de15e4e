package io.nn2fpga.sim;

import java.util.ArrayList;
import java.util.List;

/** A script for {@code usb_host.cpp}, and the replies that the device has to give in it. */
final class UsbScript {
  private final List<String> commands = new ArrayList<>();
  private final List<String> replies = new ArrayList<>();

  List<String> commands() {
    return List.copyOf(commands);
  }

  List<String> replies() {
    return List.copyOf(replies);
  }

  UsbScript command(String command) {
    commands.add(command);
    return this;
  }

  UsbScript packet(String packet) {
    return command("packet " + packet);
  }

  /** The device says that. */
  UsbScript reply(String packet) {
    replies.add(packet);
    return command("reply");
  }

  /** SETUP, whose 8 bytes are acknowledged. */
  UsbScript setup(int address, String request) {
    return packet(UsbPacket.token(UsbPacket.SETUP, address, 0))
        .packet(UsbPacket.data(UsbPacket.DATA0, request))
        .reply(UsbPacket.ACK);
  }

  /** OUT, and what is said to it. */
  UsbScript out(int address, int endpoint, int pid, String payload, String reply) {
    return packet(UsbPacket.token(UsbPacket.OUT, address, endpoint))
        .packet(UsbPacket.data(pid, payload))
        .reply(reply);
  }

  /** IN, the data that comes, and its ACK. */
  UsbScript in(int address, int endpoint, int pid, String payload) {
    return unacknowledged(address, endpoint, UsbPacket.data(pid, payload)).packet(UsbPacket.ACK);
  }

  /** IN, and a reply that is not acknowledged. */
  UsbScript unacknowledged(int address, int endpoint, String reply) {
    return packet(UsbPacket.token(UsbPacket.IN, address, endpoint)).reply(reply);
  }

  /** A request without data. */
  UsbScript request(int address, String request) {
    return setup(address, request).in(address, 0, UsbPacket.DATA1, "");
  }

  /** A request that is answered by a packet of less than 64 bytes. */
  UsbScript ask(int address, String request, String answer) {
    return setup(address, request)
        .in(address, 0, UsbPacket.DATA1, answer)
        .out(address, 0, UsbPacket.DATA1, "", UsbPacket.ACK);
  }

  /** A reset of the bus, address 1 and the configuration. */
  UsbScript configured() {
    return command("reset 40").request(0, "0005010000000000").request(1, "0009010000000000");
  }
}
