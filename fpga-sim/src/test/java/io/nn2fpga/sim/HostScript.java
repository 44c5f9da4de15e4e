package io.nn2fpga.sim;

import java.util.ArrayList;
import java.util.List;

/** Writes the commands of board_host.cpp. */
final class HostScript {
  /** Longer than any answer. */
  private static final int QUIET = 30;

  private final List<String> commands = new ArrayList<>();

  HostScript raw(String hex) {
    commands.add("send " + hex);
    return this;
  }

  HostScript command(String command) {
    commands.add(command);
    return this;
  }

  /** Sends a packet without waiting for the answer. */
  HostScript send(int type, int sequence, int session, String payload) {
    return raw(new Packet(type, sequence, session, payload).framed());
  }

  /** Waits until the board says nothing more. */
  HostScript listen() {
    return command("quiet " + QUIET);
  }

  /** Sends a packet and waits for all answers. */
  HostScript ask(int type, int sequence, int session, String payload) {
    return send(type, sequence, session, payload).listen();
  }

  HostScript open(int session) {
    return ask(Packet.OPEN, 0, session, "");
  }

  HostScript data(int sequence, int session, String payload) {
    return ask(Packet.DATA, sequence, session, payload);
  }

  HostScript acknowledge(int sequence, int session) {
    return ask(Packet.ACKNOWLEDGE, sequence, session, "");
  }

  List<String> commands() {
    return commands;
  }
}
