"""`segflux completion`."""

import click

from segflux_cli.cli.door import Command
from segflux_cli.cli.options import debug_option

_SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_SEGFLUX_COMPLETE"


@click.command("completion", cls=Command, short_help="Print the script by which a shell completes words.")
@click.argument("shell", type=click.Choice(_SHELLS))
@debug_option
def command(shell: str) -> None:
    """Print the script that makes a shell complete commands, options, segments and targets.

    bash: segflux completion bash > ~/.local/share/bash-completion/completions/segflux.
    zsh: segflux completion zsh > a file `_segflux` in a folder of $fpath.
    fish: segflux completion fish > ~/.config/fish/completions/segflux.fish.
    """
    click.echo(completion_script(shell))


def completion_script(shell: str) -> str:
    """The script of a shell, which calls `segflux` for every word to complete."""
    from click.shell_completion import get_completion_class

    group = click.get_current_context().find_root().command
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}; there is one for {', '.join(_SHELLS)}")
    words = kind(group, {}, "segflux", _VARIABLE)
    # `source()` would ask the bash at hand for its version, which may not be the one that runs the script
    return words.source_template % words.source_vars()
