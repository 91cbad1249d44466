"""Provider files against stateful fakes over real HTTP."""
