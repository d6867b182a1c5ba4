"""Alterations: what was made to measure and does not sit well goes back to its tailor.

For some days after the delivery the buyer may say at which measurements a garment is tight or loose, and by how much.
The shop accepts or declines; she sends it back, the shop receives, alters and returns it, and either side closes. No
money moves by it. Bodies of those who deleted their accounts are erased here: this floor knows what needs them still.

Tables: `Alteration`, `AlterationStep`. Use-cases: `alteration_request`, `alteration_advance`, `alteration_tell`,
`bodies_erase`.
"""
