"""Everything that knows the wire: types, inputs, queries, mutations and subscriptions, area by area."""
