"""The engine: a procedure is data, a case is one run of it. It knows no department."""
