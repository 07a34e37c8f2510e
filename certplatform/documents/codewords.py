"""The codewords of a QR code in byte mode (ISO/IEC 18004, 7.4 and 7.5), whole numbers at a time."""

from functools import cache
from itertools import accumulate, repeat, zip_longest

from qrcode import base

BYTE_MODE = 0b0100
LONG_COUNT_FROM = 10
PADS = (0xEC, 0x11)
FIELD = 0x11D
LARGEST = 40


class TooLong(ValueError):
    """More text than the largest QR code holds."""


@cache
def _blocks(version: int, correction: int) -> tuple[tuple[int, int], ...]:
    """The data and check codewords of each block."""
    blocks = base.rs_blocks(version, correction)
    return tuple((one.data_count, one.total_count - one.data_count) for one in blocks)


def _count_bits(version: int) -> int:
    return 8 if version < LONG_COUNT_FROM else 16


def smallest_version(length: int, correction: int) -> int:
    """The smallest version that holds so many bytes."""
    for version in range(1, LARGEST + 1):
        room = sum(data for data, _ in _blocks(version, correction))
        if 4 + _count_bits(version) + 8 * length <= 8 * room:
            return version
    raise TooLong(f"{length} bytes do not fit into a QR code")


def codewords(content: bytes, version: int, correction: int) -> list[int]:
    """Data and check codewords in the order in which they are placed."""
    blocks = _blocks(version, correction)
    room = sum(data for data, _ in blocks)
    bits = 4 + _count_bits(version)
    number = BYTE_MODE << _count_bits(version) | len(content)
    number = number << 8 * len(content) | int.from_bytes(content, "big")
    bits += 8 * len(content)
    # Up to four zeros end the data, then zeros to the end of the codeword.
    ending = min(4, 8 * room - bits)
    ending += -(bits + ending) % 8
    data = (number << ending).to_bytes((bits + ending) // 8, "big")
    data += bytes(PADS[place % 2] for place in range(room - len(data)))
    ends = list(accumulate(size for size, _ in blocks))
    parts = [data[end - size : end] for end, (size, _) in zip(ends, blocks, strict=True)]
    checks = [_check(part, count) for part, (_, count) in zip(parts, blocks, strict=True)]
    return [*_interleaved(parts), *_interleaved(checks)]


def _interleaved(parts: list[bytes]) -> list[int]:
    return [code for codes in zip_longest(*parts) for code in codes if code is not None]


def _times(one: int, other: int) -> int:
    """The product in the field of 256 elements."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one = one << 1 ^ (FIELD if one & 0x80 else 0)
        other >>= 1
    return product


@cache
def _multiples(count: int) -> tuple[int, ...]:
    """Every multiple of the generator polynomial without its leading term, as one integer."""
    generator = [1]
    for root in accumulate(repeat(2, count - 1), _times, initial=1):
        shifted = [*generator, 0]
        scaled = [0, *(_times(factor, root) for factor in generator)]
        generator = [one ^ other for one, other in zip(shifted, scaled, strict=True)]
    return tuple(
        int.from_bytes(bytes(_times(factor, code) for factor in generator[1:]), "big")
        for code in range(256)
    )


def _check(data: bytes, count: int) -> bytes:
    """The check codewords of a block."""
    multiples = _multiples(count)
    top, mask = 8 * (count - 1), (1 << 8 * count) - 1
    rest = 0
    for code in data:
        factor = code ^ rest >> top
        rest = (rest << 8 & mask) ^ multiples[factor]
    return rest.to_bytes(count, "big")
