"""QTI 3.0: the same items in other names, and what Kru's own exports say beside them."""

from app.assessment.formats.xml_trees import Node, without_dashes


def in_names_of_qti2(root: Node) -> Node:
    """The tree with the names of QTI 2; where the two versions differ in what is left out, it is written out."""
    if root.name.startswith("qti-"):
        without_dashes(root)
        for node in root.walk():
            if node.name == "mapEntry":
                node.attributes.setdefault("caseSensitive", "false")
    return root
