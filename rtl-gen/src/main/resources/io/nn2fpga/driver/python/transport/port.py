"""Serial ports: bytes there and back.

On Linux the kernel's own interface serves, at any bit rate, and nothing needs to be installed;
elsewhere the package pyserial does it."""

import errno
import os
import select
import struct
import sys
import time
from abc import ABC, abstractmethod
from typing import Tuple

from ..errors import TransportError


class Port(ABC):
    """One end of a serial line."""

    bits_a_byte = 10
    """Bits on the line for each byte: those of a UART with start and stop bit."""

    @abstractmethod
    def exchange(self, data: bytes, wait: float) -> Tuple[int, bytes]:
        """Hands over what fits of data and takes what has arrived.

        Waits up to wait seconds for either to be possible. Gives the number of bytes taken of
        data, and the bytes received."""

    def now(self) -> float:
        """Seconds on the clock by which the other side works."""
        return time.monotonic()

    @abstractmethod
    def close(self) -> None:
        """Gives the line back."""


def open_port(name: str, rate: int) -> Port:
    """A serial port of this machine; rate in bits a second."""
    if sys.platform.startswith("linux"):
        return LinuxPort(name, rate)
    return PyserialPort(name, rate)


# Of Linux' <asm-generic/termbits.h> and <asm-generic/ioctls.h>: struct termios2, whose speeds are
# numbers, where that of the standard library knows some only.
_TERMIOS2 = struct.Struct("=IIIIB19sII")
_TCGETS2 = 0x802C542A
_TCSETS2 = 0x402C542B
_CS8, _CREAD, _CLOCAL, _BOTHER = 0o60, 0o200, 0o4000, 0o10000

_CHUNK = 4096


class LinuxPort(Port):
    """A terminal device in raw mode: 8 data bits, no parity, 1 stop bit, no flow control."""

    def __init__(self, name: str, rate: int):
        self._name = name
        try:
            self._fd = os.open(name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError as error:
            raise TransportError(_cannot_open(name, error)) from None
        try:
            self._configure(rate)
        except OSError as error:
            os.close(self._fd)
            if error.errno in (errno.EAGAIN, errno.EWOULDBLOCK):
                raise TransportError(f"{name} is in use by another driver") from None
            raise TransportError(f"{name} is no serial port: {error.strerror}") from None

    def _configure(self, rate: int) -> None:
        import fcntl
        import termios

        fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        size = bytes(_TERMIOS2.size)
        line, characters = _TERMIOS2.unpack(fcntl.ioctl(self._fd, _TCGETS2, size))[4:6]
        modes = (0, 0, _CS8 | _CREAD | _CLOCAL | _BOTHER, 0, line, characters, rate, rate)
        fcntl.ioctl(self._fd, _TCSETS2, _TERMIOS2.pack(*modes))
        termios.tcflush(self._fd, termios.TCIOFLUSH)

    def exchange(self, data: bytes, wait: float) -> Tuple[int, bytes]:
        try:
            writing = [self._fd] if data else []
            readable, writable, _ = select.select([self._fd], writing, [], max(0.0, wait))
            written = os.write(self._fd, data[:_CHUNK]) if writable else 0
            received = os.read(self._fd, _CHUNK) if readable else b""
        except BlockingIOError:
            return 0, b""
        except OSError as error:
            raise TransportError(f"{self._name} is gone: {error.strerror}") from None
        if readable and not received:
            raise TransportError(f"{self._name} is gone: it hung up")
        return written, received

    def close(self) -> None:
        os.close(self._fd)


class PyserialPort(Port):
    """A port by the package pyserial, for systems other than Linux."""

    def __init__(self, name: str, rate: int):
        try:
            import serial
        except ImportError:
            raise TransportError(
                "serial ports of this system need the package pyserial: pip install pyserial"
            ) from None
        self._name = name
        self._error = serial.SerialException
        try:
            self._port = serial.Serial(name, rate, timeout=0, write_timeout=0)
        except (ValueError, self._error) as error:
            raise TransportError(f"cannot open {name}: {error}") from None

    def exchange(self, data: bytes, wait: float) -> Tuple[int, bytes]:
        try:
            written = (self._port.write(data[:_CHUNK]) or 0) if data else 0
            self._port.timeout = 0 if written else max(0.0, wait)
            received = self._port.read(1)
            return written, received + self._port.read(self._port.in_waiting)
        except self._error as error:
            raise TransportError(f"{self._name} is gone: {error}") from None

    def close(self) -> None:
        self._port.close()


def _cannot_open(name: str, error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return f"there is no port {name}; is the board connected?"
    if error.errno == errno.EACCES:
        return f"{name} may not be opened; add yourself to its group (dialout), or run as root"
    return f"cannot open {name}: {error.strerror}"
