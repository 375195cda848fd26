"""`legation bench crash`: parts of the house are killed while travellers apply and pay; then everything is counted.

Killed is one of web, worker, signer and database at a time (SIGKILL, with all its children), at moments and in an order
that follow from the seed; it is started again at once, as a supervisor would. The test bank is never killed: its books
are an independent witness. The machine itself is not switched off: what the kernel has taken it keeps, so this proves
nothing about power cuts; fsync is on all the same.

lost: something somebody was promised that is not there after everything has come to rest, one for each of
  - a page that was answered by the way to the next page (saved) and is not in the answers as it was sent, or whose
    picture does not open;
  - a form that was answered by the way to the fee (handed in) and has no such action on its chain;
  - a session that the bank has captured and whose payment is not settled;
  - a message that we answered with 2xx (so the bank's books say) and that is no event in ours;
  - a traveller who saw that it is paid, or whose payment is settled, and has no decision, no document that opens, or
    lacks a message that an action on the chain announces;
  - a row of a file whose file is missing or another one;
  - an effect that was given up, or is not done when DRAIN_SECONDS have passed: nobody would do it any more.
doubled: one thing that happened twice, one for each of
  - a payment for which the bank captured more than one session, or that has more than one settlement;
  - a second document of a case; a second message of one action, or more messages than actions announce;
  - a verb that happens once (submit, settle, the grant, issue) twice on one chain;
  - a traveller's passport in more than one application that was handed in.
ledger_nonzero: sums of the ledger that are not zero, and rows that do not agree (`payments.api.ledger_check`).
audit_broken: findings of `legation audit verify`.
unverified: documents that do not open, differ from the register, or whose seal or signature does not verify.
unfinished: travellers who gave up although everything ran again; every one is an error of ours.
"""
