"""How much of the internet address blocks are together while some come and others go, in a time that grows with the changes."""

from collections import Counter
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network
from typing import Final

from policy.knowledge.network.cidr import ALL_V4, ALL_V6, PRIVATE_V6, WIDE_V4, WIDE_V6, read

_BITS: Final = {4: 32, 6: 128}
_WIDE: Final = {4: WIDE_V4, 6: WIDE_V6}
_ALL: Final = {4: ALL_V4, 6: ALL_V6}

Block = IPv4Network | IPv6Network


class Coverage:
    """Blocks that may be there more than once; what cannot be read counts as the internet, as in `are_anywhere`."""

    def __init__(self, share: float) -> None:
        """Take the part of all addresses that blocks may hold together and still be a list."""
        self._share = share
        self._there = Counter[Block | None]()
        self._trees = {version: _Tree(bits, _WIDE[version]) for version, bits in _BITS.items()}

    def add(self, cidrs: Iterable[object]) -> None:
        """Take blocks in."""
        for block in map(read, cidrs):
            self._there[block] += 1
            if self._there[block] == 1:
                self._mark(block, is_held=True)

    def remove(self, cidrs: Iterable[object]) -> None:
        """Take blocks out that were taken in before."""
        for block in map(read, cidrs):
            self._there[block] -= 1
            if not self._there[block]:
                self._mark(block, is_held=False)

    @property
    def is_anywhere(self) -> bool:
        """Whether the blocks are the internet, or a piece of it too large to be anyone's."""
        is_over = any(tree.covered > self._share * _ALL[version] for version, tree in self._trees.items())
        return self._there[None] > 0 or is_over or any(tree.wide for tree in self._trees.values())

    def _mark(self, block: Block | None, *, is_held: bool) -> None:
        if block is not None and not (isinstance(block, IPv6Network) and block.subnet_of(PRIVATE_V6)):
            tree = self._trees[block.version]
            tree.mark(block.prefixlen, int(block.network_address) >> (tree.bits - block.prefixlen), is_held=is_held)


class _Tree:
    """The addresses of one version that some blocks cover, by the blocks that contain them.

    Attributes:
        bits: How long an address is.
        wide: The blocks that are too large to be anyone's and are covered entirely, by length and prefix.
    """

    def __init__(self, bits: int, wide: int) -> None:
        self.bits = bits
        self.wide: set[tuple[int, int]] = set()
        self._narrowest = wide
        self._held: set[tuple[int, int]] = set()
        self._covered = Counter[tuple[int, int]]()

    @property
    def covered(self) -> int:
        """How many addresses are covered."""
        return self._covered[0, 0]

    def mark(self, length: int, prefix: int, *, is_held: bool) -> None:
        """Say that a block is there, or not any longer; what is above it follows, as far as it changes."""
        if is_held:
            self._held.add((length, prefix))
        else:
            self._held.discard((length, prefix))
        for depth in reversed(range(length + 1)):
            place = (depth, prefix >> (length - depth))
            covered = self._sum(place)
            if covered == self._covered[place]:
                return
            self._put(place, covered)

    def _sum(self, place: tuple[int, int]) -> int:
        depth, prefix = place
        if place in self._held:
            return 1 << (self.bits - depth)
        return self._covered[depth + 1, 2 * prefix] + self._covered[depth + 1, 2 * prefix + 1]

    def _put(self, place: tuple[int, int], covered: int) -> None:
        if place[0] < self._narrowest and covered == 1 << (self.bits - place[0]):
            self.wide.add(place)
        else:
            self.wide.discard(place)
        if covered:
            self._covered[place] = covered
        else:
            del self._covered[place]
