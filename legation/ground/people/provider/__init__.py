"""The national sign-on of Utopia: an OpenID provider as a program of its own, with faults to switch on."""
