"""Whether a convolution on a CPU goes by state passing or by transforms: by options and length."""

# L items   K outputs   M complex modes   T items of a block
#
# In nanoseconds of one core for an item of a feature, forward and backward, as measured on an x86
# server; only the ratio counts. The numbers are fixed and the batch has no part in it: a run that
# is resumed on another CPU takes the same way again. Other devices always take transforms.

from __future__ import annotations

import math

from graphnet_s4.options import S4Options, SSMOptions, heads_of

BLOCK = 64
LONG = 4096  # items below which transforms stay in the cache and win
ENDLESS = 1 << 30
PRODUCT = 0.02  # a floating-point operation inside a product
MOVED = 7.0  # the way of an item, or of an output, through memory
FACTOR = 20.0  # a number of the factors, or of a kernel's
SLOW = 4.0  # an item in one of the transforms of 1,024
BETWEEN = 10.0  # an item in what lies between them
CLEARLY = 0.8  # no change of the way for less than that
ROWS = 2  # that share factors and kernels


def least_passed(options: SSMOptions) -> int:
    """From how many items on states are passed from block to block; `ENDLESS` for never."""
    if options.bidirectional or options.convolution == "fft":
        return ENDLESS
    if options.convolution == "passing":
        return 1
    if isinstance(options, S4Options):  # whose kernel is the dearest part
        return BLOCK
    return _least_of_modes(heads_of(options), options.d_state // 2)


def block_of(L: int) -> int:
    """T for L items: a power of two not above L, less where the factors cost more than products."""
    most = BLOCK if L >= LONG else 32 if L >= 1024 else 16
    return min(most, 1 << L.bit_length() - 1)


def _least_of_modes(K: int, M: int) -> int:
    L = LONG
    while L < ENDLESS and _passing(L, K, M) >= CLEARLY * _transforms(L, K, M):
        L *= 2
    return L


def _passing(L: int, K: int, M: int) -> float:
    products = PRODUCT * (6 * K * BLOCK + 12 * M * (1 + K))
    return products + MOVED * (1 + K) + FACTOR * (1 + K) * M * BLOCK / (L * ROWS)


def _transforms(L: int, K: int, M: int) -> float:
    each = SLOW * math.pow(L / 1024, 0.29)  # caches hold less and less of it
    kernel = FACTOR * K * M * 2 / (math.sqrt(L) * ROWS)
    return (2 + 2 * K + 2 * K / ROWS) * each + BETWEEN * (1 + K) + kernel
