"""The population register: asked through an adapter that a state writes for its own."""
