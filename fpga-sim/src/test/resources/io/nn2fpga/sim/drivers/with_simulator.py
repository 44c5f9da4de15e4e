"""Test only: with_simulator.py FOLDER SIMULATOR OPTION... -- COMMAND...: runs a command at a simulated board's port.

The simulator (nn2fpga_pins.cpp) starts in FOLDER; {port} in the command is its pseudo-terminal. Ends with the
command's exit code; what the simulator counted goes to standard error."""

import json
import subprocess
import sys

split = sys.argv.index("--")
folder, simulator, options = sys.argv[1], sys.argv[2], sys.argv[3:split]
board = subprocess.Popen(
    [simulator, *options], cwd=folder, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
)
try:
    port = json.loads(board.stdout.readline())["port"]
    command = [word.replace("{port}", port) for word in sys.argv[split + 1 :]]
    code = subprocess.run(command, check=False).returncode
finally:
    board.terminate()
    print(board.communicate()[0], file=sys.stderr)
sys.exit(code)
