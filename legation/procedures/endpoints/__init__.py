"""The engine's JSON routes: what is offered, one's own applications, the officers' cases; see `config.api`."""
