"""Gathers the faults of all files, so that they can be reported in one go."""

from segflux_cli.errors import Fault, Place, SpecError


class Faults:
    """The faults and warnings found so far; readers add to it and go on."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, place: Place, message: str) -> None:
        """Records a fault, which refuses the file."""
        self._found.append(Fault(place, message))

    def warn(self, place: Place, message: str) -> None:
        """Records a warning, which refuses nothing."""
        self._found.append(Fault(place, message, is_warning=True))

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that refuse a file, by place."""
        return tuple(sorted({fault for fault in self._found if not fault.is_warning}))

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """The warnings, by place."""
        return tuple(sorted({fault for fault in self._found if fault.is_warning}))

    def raise_any(self) -> None:
        """Raises a SpecError with everything found, warnings too, if there is at least one fault."""
        if self.errors:
            raise SpecError({*self.errors, *self.warnings})
