"""The engine's JSON routes: what is offered, one's own applications, and the officers' cases. `config.api` mounts them."""
