"""The descriptors of the National Library of Medicine, where an installation brings them: names, entry terms, tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from equipoise.registry.concepts.concepts import Concepts, Label
from equipoise.registry.concepts.learn import spellings
from equipoise.values.text import Text, same


class DescriptorFault(Exception):
    """A file that is no descriptor file of NLM; `says` tells what it should be."""

    def __init__(self, says: Text) -> None:
        super().__init__(str(says))
        self.says = says


def read_descriptors(data: BinaryIO, version: str) -> Concepts:
    """The vocabulary in NLM's descriptor file (`desc2026.xml`): every entry term a label, every ancestor by tree number.

    DescriptorFault where the file is another one."""
    terms: dict[str, str] = {}
    labels: list[Label] = []
    trees: dict[str, list[str]] = {}
    origin = f"MeSH {version}"
    try:
        for element in _records(data):
            own = element.findtext("DescriptorUI") or ""
            terms[own] = element.findtext("DescriptorName/String") or own
            trees[own] = [node.text for node in element.iterfind("TreeNumberList/TreeNumber") if node.text]
            names = [node.text for node in element.iterfind("ConceptList/Concept/TermList/Term/String") if node.text]
            labels += [Label(words, own, origin) for name in dict.fromkeys(names) for words in spellings(name)]
            element.clear()
    except (SyntaxError, DefusedXmlException) as fault:  # not well-formed, or with entities of its own
        says = Text(
            "This is not NLM's descriptor file (descYYYY.xml): {why}.",
            "这不是 NLM 的主题词文件（descYYYY.xml）：{why}。",
        )
        raise DescriptorFault(says.format(why=str(fault))) from None
    if not terms:
        raise DescriptorFault(
            Text(
                "No descriptor in this file: NLM's file is called descYYYY.xml.",
                "文件中没有主题词：NLM 的文件名为 descYYYY.xml。",
            )
        )
    return Concepts.of({one: same(term) for one, term in terms.items()}, _broader(trees), labels)


def _records(data: BinaryIO) -> Iterator[Element]:
    for _, element in iterparse(data, events=("end",), forbid_dtd=False):
        if element.tag == "DescriptorRecord":
            yield element


def _broader(trees: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    """Everything above a descriptor: whatever stands at a beginning of one of its tree numbers."""
    at = {number: own for own, numbers in trees.items() for number in numbers}
    found: dict[str, frozenset[str]] = {}
    for own, numbers in trees.items():
        steps = {".".join(number.split(".")[:depth]) for number in numbers for depth in range(1, number.count(".") + 1)}
        found[own] = frozenset(at[step] for step in steps if step in at) - {own}
    return {own: above for own, above in found.items() if above}
