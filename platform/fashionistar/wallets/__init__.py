"""Wallets: money that people keep with us, and gift cards; both pay for purchases as stored value.

A wallet is an account of the ledger, of one user in one currency. It is filled by a top-up, which is a payment of its
own purpose, by a gift card that is redeemed, or by a refund. A gift card is bought or given away by staff; its code
goes to its recipient once and is kept as a hash. At checkout wallet and cards pay as much as they can: each share is a
tender, set aside by a pending transfer in the transaction of the order, posted when the order is paid and voided when
it expires, once each. Wallets know no orders: a tender names its purchase by an id, as a hold of stock does.

Tables: `WalletTopUp`, `GiftCard`, `GiftCardPurchase`, `Tender`. Use-cases: `wallet_top_up`, `top_up_credit`,
`gift_card_purchase`, `gift_card_deliver`, `gift_card_issue`, `gift_card_redeem`, `gift_card_deactivate`,
`gift_card_expire`, `tenders_set_aside`, `tenders_post`, `tenders_void`, `stored_value_refund`.
"""
