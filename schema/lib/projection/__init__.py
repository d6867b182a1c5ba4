"""How the wire reads: one SQL statement per read, whose single column is already the response.

A resolver names rows (`rows.Rows`); types declare their fields as columns, relations and expressions (`fields`).
`planner` turns the selection below a reference into one expression over Django query sets, `sql` says it as JSON,
`slots` keep a request's values out of the plan, `statements` keeps compiled plans, `connections` runs them, and
`executor` puts the answer where graphql-core expects a completed value. What SQL cannot say is `computed`: its columns
ride along, and only that branch is completed field by field.
"""
