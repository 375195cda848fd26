"""The population register of Utopia, as a program of its own, with faults to switch on."""
