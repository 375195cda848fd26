"""How people come in: staff by password and passkey, citizens by a mailed link, a passkey or the national sign-on."""
