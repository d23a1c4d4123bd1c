"""Plans become modules here; torch starts here."""

from graphnet.build.build import build_network
from graphnet.build.network import Network
from graphnet.build.stepping import NetworkState

__all__ = ["Network", "NetworkState", "build_network"]
