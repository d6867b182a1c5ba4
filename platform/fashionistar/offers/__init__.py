"""Offers: what a garment made for one person costs is agreed on in a conversation.

Either side proposes a price for a piece, a quantity, a fabric, a style, a lead time and what must be measured; the
other side accepts it, declines it, or answers with a counter-offer. An offer is a message of its conversation, so it
has its place among what was said. Accepting it freezes a specification with the shopper's measurements as they are
then, and puts it into her cart at the agreed price (`docs/chat.md`). An offer ends once; nobody accepts what is over.
The shop can still withdraw one that was accepted, until it is ordered.

Tables: `Offer`. Use-cases: `offer_make`, `offer_counter`, `offer_accept`, `offer_decline`, `offer_withdraw`,
`offers_expire`, `offers_forget`.
"""
