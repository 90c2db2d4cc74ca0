"""The demo towns: two offices with work on every desk, played from January to June 2026."""

from app.demo.town import DemoAccount, demo_accounts, is_empty, said, settle_demo, told

__all__ = ["DemoAccount", "demo_accounts", "is_empty", "said", "settle_demo", "told"]
