"""Backup and restore: the database as of one moment, every file it names, the signer's log; and keys, apart.

A backup is a folder that plain tools can check and open:

  database.dump | database.sqlite3   pg_dump's custom format, or SQLite's own file
  shelf/aa/bb/<digest>               the encrypted files that rows of that database name
  signed.jsonl                       the signer's log
  SHA256SUMS                         of all of these, as `sha256sum -c` reads it
  manifest.json                      when, of what, by which versions; sizes, counts, and the digest of SHA256SUMS
  manifest.mac                       HMAC-SHA-256 of manifest.json under the instance's key

It opens nothing: keys are never in it. docs/adr/0020 says why it is cut this way.
"""
