"""The frame of every page: layout, components, navigation, error pages, style guide."""
