"""The model that computes traits for `dim_profiles`, as of the build."""

from collections.abc import Mapping
from pathlib import Path

from segflux_cli.compiler.files.segment_files import SegmentTarget
from segflux_cli.compiler.leaves.computed_traits import decide_traits
from segflux_cli.compiler.leaves.decided_traits import DecidedTrait
from segflux_cli.compiler.rendering.fragments import spell_fragment
from segflux_cli.compiler.rendering.jinja import generate
from segflux_cli.compiler.wording.sentence_traits import sentence_of_trait
from segflux_cli.literals import spell_jinja
from segflux_cli.spec.declared.computed_traits import ComputedTrait

_TEMPLATE = Path(__file__).parent / "templates" / "int_traits_computed.sql"


def computed_file(
    traits: Mapping[str, ComputedTrait], time_zone: str, target: SegmentTarget
) -> dict[str, str]:
    """The model by path; there is one even where no trait is computed."""
    decided = tuple(decide_traits(traits, time_zone).values())
    facets = sorted({facet for each in decided for facet in each.facets})
    text = generate(
        _TEMPLATE,
        project=spell_jinja(target.project_name),
        traits=[_spelled(each) for each in decided],
        facets=[
            (spell_jinja(facet.name), spell_jinja(facet.type), spell_fragment(facet.expression))
            for facet in facets
        ],
    )
    return {f"{target.folder}/{_TEMPLATE.name}": text}


def _spelled(decided: DecidedTrait) -> dict[str, str]:
    trait = decided.trait
    return {
        "name": spell_jinja(trait.name),
        "type": spell_jinja(trait.type),
        "sentence": spell_jinja(sentence_of_trait(trait)),
        "call": decided.call,
    }
