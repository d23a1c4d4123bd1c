"""C1, first: `forward` takes the declared ports by their names."""

from __future__ import annotations

import inspect

from graphnet.verify.bench import Bench
from graphnet.verify.check import Finding
from graphnet.verify.rules.promise_broken import refuses_arguments

_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def check_signature(bench: Bench) -> tuple[Finding, ...]:
    """Whether every port of the contract is an argument, and every needed argument a port."""
    try:
        found = inspect.signature(bench.module.forward).parameters.values()
    except (TypeError, ValueError):  # written in C, or wrapped: calls will tell
        return ()
    ports = {name.partition(".")[0] for name, _ in bench.subject.names.contract.inputs}
    takes_any = any(each.kind is inspect.Parameter.VAR_KEYWORD for each in found)
    named = {each.name for each in found if each.kind in _NAMED}
    needed = {
        each.name
        for each in found
        if each.kind not in (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
        and each.default is inspect.Parameter.empty
    }
    given = {port.name.partition(".")[0] for port in bench.subject.inputs}
    if (takes_any or ports <= named) and needed <= given:
        return ()
    return (refuses_arguments(sorted(ports), [each.name for each in found]),)
