"""Pages for those who build the pages; only where debugging is switched on."""
