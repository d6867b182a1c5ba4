"""What the areas of the schema share: context, permissions, faults, ids, money, pages, and the edges between areas."""
