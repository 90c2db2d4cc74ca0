"""The core: ledger, engine, proof and the regulation. Knows neither Flask nor marshmallow."""
