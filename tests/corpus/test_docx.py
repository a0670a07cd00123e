"""Word documents as government offices save them, and files that only pretend to be some."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from corpus import docx
from corpus.docx import docx_text
from corpus.errors import UnreadableDocument
from corpus.parse import parse
from corpus.read import read_text

W = nsdecls("w")
LEVELS = [
    ("第%1条", "chineseCounting"),
    ("（%2）", "chineseCounting"),
    ("%3.", "decimal"),
    ("%4", "decimalEnclosedCircle"),
]


def saved(document: Docx) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def lines(document: Docx) -> list[str]:
    return docx_text(saved(document), "x.docx").split("\n")


def add_list(document: Docx, levels: list[tuple[str, str]], number: int, *, more: str = "") -> None:
    """Define a list, and a w:num of the same number for it."""
    numbering = document.part.numbering_part.element
    rows = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (text, form) in enumerate(levels)
    )
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="{number}">{rows}</w:abstractNum>')
    )
    add_num(document, number, number, more)


def add_num(document: Docx, number: int, of: int, more: str = "") -> None:
    document.part.numbering_part.element.append(
        parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>')
    )


def numbered(paragraph: Paragraph, number: int, level: int = 0) -> Paragraph:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )
    return paragraph


def test_paragraphs_and_rows_of_tables_are_read_in_their_order():
    document = Document()
    document.add_heading("某市养老服务办法", 1)
    document.add_paragraph("第一条 补贴按下表执行：")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        table._cells, ["项目", "标准\n（元）", "新建床位", "10000"], strict=True
    ):
        cell.text = words
    document.add_paragraph("第二条 本办法自印发之日起施行。")
    assert lines(document) == [
        "某市养老服务办法",
        "第一条 补贴按下表执行：",
        "项目 | 标准 （元）",
        "新建床位 | 10000",
        "第二条 本办法自印发之日起施行。",
    ]


def test_numbers_that_word_counts_stand_before_their_paragraphs():
    document = Document()
    document.add_paragraph("某市养老服务办法")
    add_list(document, LEVELS, 77)
    places = [0, 0, 1, 1, 2, 2, 3, 0, 1]
    for i, level in enumerate(places):
        numbered(document.add_paragraph(f"内容{i}。"), 77, level)
    numbered(document.add_paragraph(""), 77)  # an empty line counts for nobody
    assert lines(document)[1:-1] == [
        "第一条 内容0。",
        "第二条 内容1。",
        "（一）内容2。",
        "（二）内容3。",
        "1.内容4。",
        "2.内容5。",
        "①内容6。",
        "第三条 内容7。",
        "（一）内容8。",
    ]


@pytest.mark.parametrize(
    ("form", "text", "eleventh"),
    [
        ("chineseCounting", "%1、", "十一、"),
        ("chineseCountingThousand", "（%1）", "（十一）"),
        ("japaneseCounting", "第%1章", "第十一章 "),
        ("ideographDigital", "%1、", "一一、"),
        ("decimalZero", "%1.", "11."),
        ("decimalFullWidth", "%1、", "１１、"),
        ("upperRoman", "%1.", "XI."),
        ("lowerLetter", "%1)", "k)"),
        ("decimalEnclosedCircle", "%1", "⑪"),
        ("bullet", "\uf0b7", ""),
        ("somethingNew", "%1)", "11)"),
    ],
)
def test_each_way_of_counting_is_written_as_word_shows_it(form, text, eleventh):
    document = Document()
    add_list(document, [(text, form)], 77)
    for _ in range(11):
        numbered(document.add_paragraph("甲"), 77)
    assert lines(document)[-1] == f"{eleventh}甲"


def test_a_list_that_begins_anew_counts_from_its_own_start():
    document = Document()
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    add_list(document, [("（%1）", "chineseCounting")], 77)
    add_num(document, 78, 77, override)
    for number in (77, 77, 78, 78):
        numbered(document.add_paragraph("甲"), number)
    assert lines(document) == ["（一）甲", "（二）甲", "（一）甲", "（二）甲"]


def test_a_number_that_comes_with_a_style_is_read_and_list_0_takes_it_away():
    document = Document()
    add_list(document, LEVELS, 77)
    style = document.styles["Heading 2"].element.get_or_add_pPr()
    style.append(parse_xml(f'<w:numPr {W}><w:numId w:val="77"/></w:numPr>'))
    document.add_paragraph("补贴", style="Heading 2")
    numbered(document.add_paragraph("说明", style="Heading 2"), 0)
    document.add_paragraph("罚则", style="Heading 2")
    assert lines(document) == ["第一条 补贴", "说明", "第二条 罚则"]


def test_a_document_numbered_by_word_alone_has_its_clauses(tmp_path):
    document = Document()
    document.add_paragraph("某市养老服务办法")
    add_list(document, LEVELS, 77)
    numbered(document.add_paragraph("为规范养老服务，制定本办法。"), 77)
    numbered(document.add_paragraph("对养老机构给予补贴："), 77)
    numbered(document.add_paragraph("新建床位每张1万元；"), 77, 1)
    numbered(document.add_paragraph("改建床位每张5000元。"), 77, 1)
    path = tmp_path / "办法.docx"
    path.write_bytes(saved(document))
    policy = parse(read_text(path), policy_id="care")
    assert policy.title == "某市养老服务办法"
    assert [clause.label for clause in policy.clauses] == ["第一条", "第二条"]
    [paragraph] = policy.clauses[1].items
    assert [item.label for item in paragraph.items] == ["(一)", "(二)"]


def test_inserted_and_linked_words_are_text_and_deleted_ones_are_not():
    document = Document()
    paragraph = document.add_paragraph("第一条 补贴")
    for xml in (
        f"<w:del {W}><w:r><w:delText>500</w:delText></w:r></w:del>",
        f"<w:ins {W}><w:r><w:t>800</w:t></w:r></w:ins>",
        f"<w:hyperlink {W}><w:r><w:t>万元</w:t></w:r></w:hyperlink>",
        f"<w:r {W}><w:instrText>PAGE</w:instrText></w:r>",
        f"<w:sdt {W}><w:sdtContent><w:r><w:t>。</w:t></w:r></w:sdtContent></w:sdt>",
    ):
        paragraph._p.append(parse_xml(xml))
    block = (
        f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>第二条</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(1, parse_xml(block))
    assert lines(document) == ["第一条 补贴800万元。", "第二条"]


def test_a_table_of_one_cell_that_frames_the_text_gives_its_lines():
    document = Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "第一条 甲。"
    cell.add_paragraph("第二条 乙。")
    inner = cell.add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "床位", "1万元"
    assert [line for line in lines(document) if line] == [
        "第一条 甲。",
        "第二条 乙。",
        "床位 | 1万元",
    ]


# --- what only pretends --------------------------------------------------------------------------


def packed(change: Callable[[zipfile.ZipFile], None] = lambda _: None) -> bytes:
    """A real document with entries added to it."""
    document = Document()
    document.add_paragraph("第一条 甲。")
    file = io.BytesIO(saved(document))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        change(archive)
    return file.getvalue()


def with_bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("word/media/image1.png", b"\0" * (30 << 20))


def with_large_parts(archive: zipfile.ZipFile) -> None:
    noise = bytes(range(256)) * 40 + b"\0" * 200_000  # packed about 100 times
    for n in range(8):
        archive.writestr(f"word/media/image{n}.png", noise * 50)


def with_many_entries(archive: zipfile.ZipFile) -> None:
    for n in range(docx.MAX_ENTRIES):
        archive.writestr(f"word/media/{n}.png", b"")


def with_lying_directory(archive: zipfile.ZipFile) -> None:
    archive.writestr("word/media/image1.png", b"\0" * (30 << 20))
    archive.filelist[-1].file_size = 100  # written so into the directory


def with_place_outside(archive: zipfile.ZipFile) -> None:
    archive.writestr("../../../../tmp/wence-was-here", b"x")


def with_endless_xml(archive: zipfile.ZipFile) -> None:
    words = random.Random(1).randbytes(15_000).hex()  # packed about 100 times
    archive.writestr("word/other.xml", words * (docx.MAX_XML // len(words) + 1))


def with_entities(archive: zipfile.ZipFile) -> None:
    xml = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    archive.writestr("word/other.xml", xml.encode("utf-16"))


def with_a_part_twice(archive: zipfile.ZipFile) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", b"<other/>")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_bomb, "would unpack to more"),
        (with_large_parts, "would unpack to more"),
        (with_many_entries, "would unpack to more"),
        (with_endless_xml, "would unpack to more"),
        (with_lying_directory, "no Word document that can be read"),
        (with_place_outside, "the name of a place outside it"),
        (with_entities, "no Word document that can be read"),
        (with_a_part_twice, "no Word document that can be read"),
    ],
)
def test_a_package_made_to_harm_is_refused_before_it_is_unpacked(change, said):
    data = packed(change)
    assert len(data) < 3 << 20
    with pytest.raises(UnreadableDocument, match=said) as caught:
        docx_text(data, "bomb.docx")
    assert "bomb.docx" in str(caught.value) and "\n" not in str(caught.value)
    assert not Path("/tmp/wence-was-here").exists()


def other_part(data: bytes, name: str, content: bytes) -> bytes:
    """The package with another content for a part of it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, content if entry.filename == name else old.read(entry))
    return file.getvalue()


def encrypted(data: bytes) -> bytes:
    """The package with the flag of encryption set on its first entry, in both places."""
    changed = bytearray(data)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.index(signature) + flags
        struct.pack_into("<H", changed, at, struct.unpack_from("<H", changed, at)[0] | 1)
    return bytes(changed)


DAMAGED = {
    "no zip": b"PK\x03\x04" + b"no zip at all" * 20,
    "the old .doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "cut off": packed()[:5000],
    "damaged XML": other_part(packed(), "word/document.xml", b"<w:document><w:body>"),
    "another XML": other_part(packed(), "word/document.xml", b"<html><body>x</body></html>"),
    "no types": other_part(packed(), "[Content_Types].xml", b"<Types/>"),
    "locked": encrypted(packed()),
    "a zip of something": b"",
}
with io.BytesIO() as _file:
    with zipfile.ZipFile(_file, "w") as _archive:
        _archive.writestr("readme.txt", "第一条 甲。")
    DAMAGED["a zip of something"] = _file.getvalue()


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_no_word_document_is_said_to_be_none(name):
    with pytest.raises(UnreadableDocument, match="x.docx is no Word document") as caught:
        docx_text(DAMAGED[name], "x.docx")
    assert "\n" not in str(caught.value)


def test_every_document_cut_off_or_changed_anywhere_is_read_or_refused():
    data = packed()
    for at in range(0, len(data), 499):
        for broken in (data[:at], data[:at] + b"\xff\x00\xfe" + data[at + 3 :]):
            try:
                assert "\0" not in docx_text(broken, "x.docx")
            except UnreadableDocument:
                continue


def test_an_office_file_without_a_numbering_part_is_read():
    document = Document()
    document.add_paragraph("一、甲。", style="List Number")
    relations = document.part.rels
    for key, relation in list(relations.items()):
        if relation.reltype.endswith("/numbering"):
            del relations[key]
    assert lines(document) == ["一、甲。"]
    assert document.element.body.find(qn("w:p")) is not None
