"""`has` and `has_no` as leaves: the states of related records, judged like events (D23)."""

from segflux_cli.compiler.values.facets import Kind, facet
from segflux_cli.compiler.values.values import EventDocument


class RecordDocument(EventDocument):
    """The properties of a record, which has no typed columns: each reading is spelled out."""

    def column(self, path: str, kind: Kind) -> str:
        """The reading of `properties` that a column of events would hold."""
        return f"({facet(path, kind).expression})"
