"""规则数值: what the rule packs say, how each figure changed, and what a change touches before it is saved."""
