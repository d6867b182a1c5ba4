"""Reminders: who is away learns by e-mail that messages, or an offer, wait in a conversation.

Each message has its conversation looked at some minutes later (`Conversation.remind_at`). Whoever has not read what
waits for her, is not there and has not muted it gets one e-mail, and no other about this conversation until she has
read further. It says from whom, how many and what an offer is worth, never what was written. The e-mail is queued, and
noted, in the transaction that holds the conversation, so that each is queued once, whoever looks at the same time.

Tables: `Reminder`. Use-cases: `reminders_queue`, `reminders_pass_on`, `reminders_forget`.
"""
