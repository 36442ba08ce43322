"""Names that people mistype are put right; words that are right are left alone."""

from __future__ import annotations

import pytest

from equipoise.registry.concepts import built_in
from equipoise.registry.search.meant import meant


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("melanona", "melanoma"),
        ("astma", "asthma"),
        ("pembrolizumb", "pembrolizumab"),
        ("lung cancr", "lung cancer"),
        ("brest cancer", "breast cancer"),
        ("smal cell lung cancer", "small cell lung cancer"),
        ("non small cell lung cacner", "non small cell lung cancer"),
        ("diabetis type 2", "diabetes type 2"),
        ("Hepatocelular carcinoma, Boston", "hepatocellular carcinoma, Boston"),
        ("EFGR lung cancer", "egfr lung cancer"),
        ("小细包肺癌", "小细胞肺癌"),
        ("非小细胞肺艾 长春", "非小细胞肺癌 长春"),
        ("乳线癌北京", "乳腺癌北京"),
        ("白雪病", "白血病"),
        ("孝喘", "哮喘"),
    ],
)
def test_a_mistyped_name_is_put_right(typed: str, right: str) -> None:
    assert meant(typed, built_in()) == right


@pytest.mark.parametrize(
    "typed",
    [
        "胆囊结石",
        "乳腺浸润性导管癌",
        "北京",
        "长春 哮喘",
        "我想找试验",
        "非小细胞肺癌",
        "lung cancer",
        "severe asthma",
        "asthma boston",
        "Changchun",
        "肺癌",
        "xyzzy",
        "NK",
        "",
        "B7-H3",
        "cheek",
    ],
)
def test_what_is_right_or_like_nothing_stays(typed: str) -> None:
    assert meant(typed, built_in()) == ""
