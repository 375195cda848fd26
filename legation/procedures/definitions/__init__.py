"""What an author may say in a procedure's file, how it is checked, and the bundle it is published in."""
