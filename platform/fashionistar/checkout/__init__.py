"""Checkout: carts, and the moment a cart becomes an order.

A guest's cart is known by its id alone; a user's cart also follows her from device to device, and a guest's cart flows
into it at sign-in. `cart.problems` tells at any time what stands in the way of checkout; completing it re-checks
everything under locks, holds the stock, places the order and creates the payment in one transaction.

A line may be made to measure: it holds a specification of `tailoring`, stands by itself and takes nothing out of stock.

Tables: `Cart`, `CartLine`. Use-cases: `cart_create`, `cart_lines_add`, `cart_made_to_measure_add`, `cart_lines_update`,
`cart_lines_remove`, `cart_merge`, `checkout_complete`.
"""
