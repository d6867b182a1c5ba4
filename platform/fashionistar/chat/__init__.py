"""Chat: shoppers talk with shops, and with the platform's support.

A conversation is a shopper's with a shop, about a product, about a part of an order, or about nothing; or hers with
the support. Whoever may `CHAT_REPLY` in the shop shares its inbox: one of them can be assigned, and what they note for
each other is no message. Messages are numbered without gaps while the conversation's row is held, so that everybody
has the same order; the client names each by a UUID, and sending that again gives the same message. What was edited or
deleted is kept, and nobody can change it. Unread messages are counted as they come, for the shopper, for the shop as a
whole and for each member who has read there; `manage.py chat_verify` compares the counts with the messages.

Pictures and voice notes are uploaded first, made anew by a worker of their own, and then sent beside words; what was
uploaded itself is kept no longer than that takes.

Tables: `Conversation`, `Participant`, `Message`, `MessageVersion`, `MessageReaction`, `MessageReport`, `Note`,
`MessageAttachment`, `AttachmentFile`.
"""
