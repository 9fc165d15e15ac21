"""QTI 3.0: the same items as in QTI 2, in other names."""

from app.assessment.formats.xml_trees import Node, without_dashes


def in_names_of_qti2(root: Node) -> Node:
    """The tree with the names of QTI 2."""
    if root.name.startswith("qti-"):
        without_dashes(root)
    return root
