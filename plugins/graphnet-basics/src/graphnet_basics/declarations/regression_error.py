"""`basics.regression-error`: how far predicted numbers lie from the right ones."""

from __future__ import annotations

from typing import Literal

from graphnet.plugin import Cost, Declaration, frozen
from graphnet_basics.declarations.squared_error import PREDICTED


@frozen(kw_only=True)
class RegressionErrorOptions:
    """The root of the mean square (`rmse`), the mean square (`mse`) or the mean distance (`mae`).

    `predict` is that of the objective, which the core fills in: a label has no channel axis.
    """

    measure: Literal["rmse", "mse", "mae"] = "rmse"
    predict: Literal["next", "label", "same"] = "next"


def declare(options: RegressionErrorOptions) -> Declaration:
    """Two sums are kept: the errors, and how many numbers were predicted."""
    main, target = PREDICTED[options.predict]
    return Declaration(
        contract={
            "in.main": f"float {main}",
            "in.target": f"float {target}",
            "out.main": "float64 ()",
        },
        cost=Cost(flops="3*prod(S)" if options.predict == "label" else "3*prod(S)*C", kept="16"),
        implementation="graphnet_basics.modules.regression_error:RegressionError",
    )
