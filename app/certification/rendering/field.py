"""The signature field of a certificate: invisible, tagged, certifying that nothing may be changed afterwards."""

from pikepdf import Array, Dictionary, Name, Pdf, String

from app.certification.rendering.hole import CONTENTS, MOMENT, NUMBERS

LABELS = {"en": "Digital signature of the issuer", "th": "ลายมือชื่อดิจิทัลของผู้ออกประกาศนียบัตร"}
PRINTED = 4
"""Flag of an annotation: it is part of what is printed; PDF/A asks for it."""
SIGNATURES_EXIST, APPEND_ONLY = 1, 2


def leave_room(pdf: Pdf, lang: str) -> None:
    """Add a field whose signature has a hole for its bytes, its range and its moment; see hole.py."""
    page, tree = pdf.pages[0].obj, pdf.Root.StructTreeRoot
    number = max(int(key) for key in list(tree.ParentTree.Nums)[::2]) + 1
    signature = pdf.make_indirect(_signature())
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String("Issuer"),
            TU=String(LABELS[lang]),
            Rect=Array([0, 0, 0, 0]),
            F=PRINTED,
            P=page,
            V=signature,
            StructParent=number,
        )
    )
    document = tree.K[0]
    said = Dictionary(Type=Name.OBJR, Obj=widget, Pg=page)
    element = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Form, P=document, Pg=page, K=said, Alt=String(LABELS[lang]))
    )
    document.K.append(element)
    tree.ParentTree.Nums.extend(Array([number, element]))
    tree.ParentTreeNextKey = number + 1
    page.Annots = Array([widget])
    page.Tabs = Name.S
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]), SigFlags=SIGNATURES_EXIST | APPEND_ONLY)
    pdf.Root.Perms = Dictionary(DocMDP=signature)


def _signature() -> Dictionary:
    parameters = Dictionary(Type=Name.TransformParams, P=1, V=Name("/1.2"))
    reference = Dictionary(Type=Name.SigRef, TransformMethod=Name.DocMDP, TransformParams=parameters)
    return Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        SubFilter=Name("/ETSI.CAdES.detached"),
        ByteRange=Array([0, *NUMBERS]),
        Contents=String(bytes.fromhex(CONTENTS.decode())),
        M=String(MOMENT),
        Reference=Array([reference]),
    )
