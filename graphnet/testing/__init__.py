"""The kit with which plugin authors test their stages."""
