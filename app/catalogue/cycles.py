"""Circles in "this needs that" (pure)."""

from collections.abc import Iterable, Mapping


def find_circle(needs: Mapping[str, Iterable[str]]) -> list[str] | None:
    """The first circle as [a, b, a], or None. Keys that nothing is said about need nothing."""
    done: set[str] = set()
    for start in needs:
        path: list[str] = []
        stack = [(start, iter(needs.get(start, ())))]
        if start in done:
            continue
        path.append(start)
        while stack:
            _key, waiting = stack[-1]
            following = next(waiting, None)
            if following is None:
                stack.pop()
                done.add(path.pop())
            elif following in path:
                return [*path[path.index(following) :], following]
            elif following not in done:
                path.append(following)
                stack.append((following, iter(needs.get(following, ()))))
    return None
