"""S0: the public id of a profile with one identifier, by SipHash-2-4 with a key of zeros.

Aumasson and Bernstein, SipHash: a fast short-input PRF, 2012.
"""

_WHOLE = 2**64 - 1


def profile_id_of(kind: str, value: str) -> str:
    """16 hexadecimal digits; the node 0 is reserved, and 1 takes its place."""
    identifier = f"{kind}\0{value}".encode()
    return f"{max(siphash(identifier), 1):016x}"


def siphash(text: bytes) -> int:
    """The 64-bit hash of some bytes."""
    state = [0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573]
    padded = text + bytes(7 - len(text) % 8) + bytes([len(text) % 256])
    for start in range(0, len(padded), 8):
        word = int.from_bytes(padded[start : start + 8], "little")
        state[3] ^= word
        _rounds(state, 2)
        state[0] ^= word
    state[2] ^= 0xFF
    _rounds(state, 4)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _rounds(state: list[int], number: int) -> None:
    a, b, c, d = state
    for _ in range(number):
        a, c = (a + b) & _WHOLE, (c + d) & _WHOLE
        b, d = _rotated(b, 13) ^ a, _rotated(d, 16) ^ c
        a = _rotated(a, 32)
        c, a = (c + b) & _WHOLE, (a + d) & _WHOLE
        b, d = _rotated(b, 17) ^ c, _rotated(d, 21) ^ a
        c = _rotated(c, 32)
    state[:] = [a, b, c, d]


def _rotated(word: int, bits: int) -> int:
    return (word << bits | word >> (64 - bits)) & _WHOLE
