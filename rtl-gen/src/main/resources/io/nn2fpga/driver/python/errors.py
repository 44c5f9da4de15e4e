"""What can go wrong, in words for the caller."""


class AcceleratorError(Exception):
    """Base of all errors of this package."""


class InputError(AcceleratorError, ValueError):
    """The caller's array has the wrong shape or type."""


class OutputError(AcceleratorError):
    """A file for results cannot be written."""


class TransportError(AcceleratorError, RuntimeError):
    """Frames did not get to the accelerator or back."""


class WrongDesignError(TransportError):
    """The board holds another design than this package was made for."""


class MissingWeightsError(TransportError):
    """The board's flash does not hold the weights that its bitstream starts with."""


class TargetError(AcceleratorError, ValueError):
    """There is no way to an accelerator of this name."""
