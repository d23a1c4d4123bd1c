"""What declarations promise, proved against the modules behind them."""
