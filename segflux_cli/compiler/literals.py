"""How text that a person wrote becomes SQL, YAML or Jinja; see `segflux_cli.literals`."""

from segflux_cli.literals import spell_jinja, spell_name, spell_text, spell_yaml

__all__ = ["spell_jinja", "spell_name", "spell_text", "spell_yaml"]
