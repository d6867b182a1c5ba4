"""The books under any history of the whole platform: one machine over orders, payments, settlement and payouts."""
