"""Test only: with_board.py CONFIG COMMAND...: runs a command that talks to board_model.py at a pseudo-terminal.

{port} in the command is the terminal's name. CONFIG is JSON: table (a file of lines "input output" in hexadecimal:
what the accelerator computes), hash, input_bytes, output_bytes, max_payload, answers, to_board and to_host (faults
of the line, as Line takes them), hangs_up (at the first byte, the line ends). Ends with the command's exit code; prints "injected N" on standard error."""

import json
import os
import select
import struct
import subprocess
import sys
import tty

import board_model

config = json.load(open(sys.argv[1], encoding="ascii"))
table = dict(line.split() for line in open(config["table"], encoding="ascii"))


def line(name):
    options = dict(config.get(name, {}))
    options["at"] = {int(place): fault for place, fault in options.get("at", {}).items()}
    return board_model.Line(**options)


size, payload = config["input_bytes"], config.get("max_payload", 64)
identity = struct.pack(
    "<4sBBHI32sIIHHHBHHHBfifi",
    *(b"nn2f", config.get("version", 1), 4, payload, 50_000_000, bytes.fromhex(config["hash"])),
    *(size, config["output_bytes"], 1, 1, 1, 8, 1, 1, 1, 8, 1.0, 0, 1.0, 0),
)
board = board_model.BoardModel(
    identity, lambda x: bytes.fromhex(table[x.hex()]), size, max_payload=payload
)
board.answers = config.get("answers", True)
to_board, to_host = line("to_board"), line("to_host")
master, slave = os.openpty()
tty.setraw(slave)
port = os.ttyname(slave)
command = [word.replace("{port}", port) for word in sys.argv[2:]]
with subprocess.Popen(command) as client:
    while client.poll() is None:
        if not select.select([master], [], [], 0.02)[0]:
            continue
        if config.get("hangs_up", False):
            os.close(master)
            client.wait()
            break
        answers = bytearray()
        for byte in os.read(master, 4096):
            arrived, reset = to_board.carry(byte)
            for one in arrived:
                for given in board.feed(one):
                    answers += bytes(to_host.carry(given)[0])
            if reset:
                board.power_up()
        while answers:
            del answers[: os.write(master, answers)]
print(f"injected {len(to_board.injected) + len(to_host.injected)}", file=sys.stderr)
sys.exit(client.returncode)
