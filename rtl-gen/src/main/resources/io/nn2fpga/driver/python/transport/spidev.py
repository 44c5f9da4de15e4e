"""SPI by Linux' spidev, through the kernel's own interface; nothing needs to be installed."""

import ctypes
import errno
import os
import struct

from ..errors import TransportError
from .spi_master import SpiMaster

# Of <linux/spi/spidev.h>: struct spi_ioc_transfer (tx_buf, rx_buf, len, speed_hz, delay_usecs,
# bits_per_word, and what stays 0), and its requests.
_TRANSFER = struct.Struct("=QQIIHB5x")
_MESSAGE = 0x40206B00
_WR_MODE, _WR_BITS, _WR_SPEED = 0x40016B01, 0x40016B03, 0x40046B04


class SpidevMaster(SpiMaster):
    """A device like /dev/spidev0.0."""

    def __init__(self, device: str, rate: int):
        """rate: the highest SCK in hertz."""
        import fcntl

        self._device, self._rate, self._ioctl = device, rate, fcntl.ioctl
        try:
            self._fd = os.open(device, os.O_RDWR | os.O_NOCTTY)
        except OSError as error:
            raise TransportError(_cannot_open(device, error)) from None
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.ioctl(self._fd, _WR_MODE, b"\0")
            fcntl.ioctl(self._fd, _WR_BITS, b"\x08")
            fcntl.ioctl(self._fd, _WR_SPEED, struct.pack("=I", rate))
        except OSError as error:
            os.close(self._fd)
            if error.errno in (errno.EAGAIN, errno.EWOULDBLOCK):
                raise TransportError(f"{device} is in use by another driver") from None
            raise TransportError(f"{device} is no spidev of mode 0: {error.strerror}") from None

    def transfer(self, data: bytes) -> bytes:
        sent = ctypes.create_string_buffer(data, len(data))
        received = ctypes.create_string_buffer(len(data))
        message = _TRANSFER.pack(
            ctypes.addressof(sent), ctypes.addressof(received), len(data), self._rate, 0, 8
        )
        try:
            self._ioctl(self._fd, _MESSAGE, message)
        except OSError as error:
            raise TransportError(f"{self._device} is gone: {error.strerror}") from None
        return received.raw

    def close(self) -> None:
        os.close(self._fd)


def _cannot_open(device: str, error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return f"there is no {device}; is spidev enabled for that bus and chip select?"
    if error.errno == errno.EACCES:
        return f"{device} may not be opened; add yourself to its group (spi), or run as root"
    return f"cannot open {device}: {error.strerror}"
