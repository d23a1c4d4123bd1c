"""State-space stages for graphnet; `plugin` declares them, `modules` holds their torch code."""
