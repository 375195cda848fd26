"""The push service of Utopia and a phone behind it, as a program of its own, with faults to switch on."""
