"""Plans become modules here; torch starts here."""

from graphnet.build.actors import NetworkState
from graphnet.build.build import build_network
from graphnet.build.network import Network

__all__ = ["Network", "NetworkState", "build_network"]
