"""SPI by the MPSSE of an FTDI chip, through the package pyftdi."""

from typing import Any, Dict

from ..errors import TransportError
from .spi_master import SpiMaster

_FIRST_SELECT = 3  # ADBUS3 is the first of pyftdi's chip selects
_MPSSE = 30_000_000


class FtdiMaster(SpiMaster):
    """SCK is the chip's ADBUS0, MOSI ADBUS1, MISO ADBUS2."""

    poll = 256  # a turn over USB takes as long as many bytes

    def __init__(self, url: str, ftdi: Dict[str, Any], rate: int):
        """url: as pyftdi names chips; "" for the only one of the kind.
        ftdi: chip, channel (1 for A) and chipSelect (number of the ADBUS pin), as in link.json.
        rate: the highest SCK in hertz."""
        try:
            from pyftdi.spi import SpiController
            from pyftdi.usbtools import UsbToolsError
        except ImportError:
            raise TransportError(
                "an FTDI chip as master of SPI needs the package pyftdi: pip install pyftdi"
            ) from None
        self._url = url or f"ftdi://ftdi:{ftdi['chip']}/{ftdi['channel']}"
        select = ftdi["chipSelect"] - _FIRST_SELECT
        # pyftdi takes the nearest rate that the chip makes, which may be above what is asked for.
        rate = _MPSSE // -(-_MPSSE // rate)
        self._controller = SpiController(cs_count=select + 1)
        try:
            self._controller.configure(self._url, frequency=rate)
            self._port = self._controller.get_port(cs=select, freq=rate, mode=0)
        except (OSError, ValueError, UsbToolsError) as error:
            self._controller.close()
            raise TransportError(f"cannot open {self._url}: {error}") from None

    def transfer(self, data: bytes) -> bytes:
        try:
            return bytes(self._port.exchange(data, len(data), duplex=True))
        except OSError as error:
            raise TransportError(f"{self._url} is gone: {error}") from None

    def close(self) -> None:
        self._controller.close()
