"""The walk every command begins with: from the path of a spec to its plan."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graphnet.diagnostics import Diagnostics
from graphnet.graph import plan_spec
from graphnet.graph.plan import Plan
from graphnet.registry import Registry, find_plugins
from graphnet.spec.files import NO_DRAFTS, Drafts
from graphnet.spec.load import load_spec
from graphnet.spec.spec import Spec
from graphnet.values import frozen

if TYPE_CHECKING:  # most commands read no data
    from graphnet.disk.corpus import Corpus


@frozen(kw_only=True)
class Walk:
    """How far one spec came, and everything that was found on the way.

    `spec`, `registry` and `plan` are None from the place on where errors stopped the walk.
    `corpus` is the data folder that was looked at beside it.
    """

    path: str
    spec: Spec | None = None
    registry: Registry | None = None
    plan: Plan | None = None
    diagnostics: Diagnostics = ()
    corpus: Corpus | None = None


def walk(
    path: str,
    overrides: Sequence[str] = (),
    drafts: Drafts = NO_DRAFTS,
    *,
    rewriting: bool = True,
) -> Walk:
    """Load a spec, find the plugins it may use, and plan it; `drafts` stand for files.

    `rewriting` is whether the plan gets its rewrites.
    """
    spec, problems = load_spec(path, overrides, drafts)
    if spec is None:
        return Walk(path=path, diagnostics=problems)
    registry = find_plugins(os.environ, spec.settings.plugins.disable)
    plan, more = plan_spec(spec, registry, rewriting=rewriting)
    return Walk(path=path, spec=spec, registry=registry, plan=plan, diagnostics=problems + more)
