"""Questions asked of the core: stories now; simulation, backtest and more later. Pure."""
