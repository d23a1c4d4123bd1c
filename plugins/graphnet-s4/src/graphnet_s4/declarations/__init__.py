"""What each stage promises: contracts, parameters, effects and costs, without torch."""
