"""The GraphiQL page: served by this app with its own assets, so that it works with no internet.

`tour/` holds the prepared operations in order; their comments drive the page (`deploy/graphiql/README.md`).
`static/graphiql/` is built by `deploy/graphiql` and committed: a clone needs no Node.js.
"""
