"""One line of words is split into what is looked for and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.concepts import built_in as built_in_concepts
from equipoise.registry.places import built_in as built_in_places
from equipoise.registry.show.line import Line, split_line


@pytest.mark.parametrize(
    ("line", "words", "place"),
    [
        ("SCLC Changchun", "SCLC", "Changchun"),
        ("sclc changchun", "sclc", "changchun"),
        ("Changchun SCLC", "SCLC", "Changchun"),
        ("lung cancer near Paris", "lung cancer", "Paris"),
        ("near Paris", "", "Paris"),
        ("lupus Paris, Texas", "lupus", "Paris, Texas"),
        ("small cell lung cancer, Springfield", "small cell lung cancer", "Springfield"),
        ("peanut allergy Denver, Colorado", "peanut allergy", "Denver, Colorado"),
        ("lung cancer San Francisco", "lung cancer", "San Francisco"),
        ("melanoma near 43.88, 125.32", "melanoma", "43.88, 125.32"),
        ("asthma in China", "asthma", "China"),
        ("asthma China", "asthma", "China"),
        ("nsclc USA", "nsclc", "USA"),
        ("肺癌 长春", "肺癌", "长春"),
        ("长春 小细胞肺癌", "小细胞肺癌", "长春"),
        ("肺癌长春", "肺癌", "长春"),
        ("长春附近的肺癌", "肺癌", "长春"),
        ("在长春的肺癌试验", "肺癌", "长春"),
        ("哮喘 中国", "哮喘", "中国"),
        ("Changchun", "", "Changchun"),
        ("广东肺癌", "肺癌", "广东"),
        ("肺癌 四川省", "肺癌", "四川省"),
        ("加利福尼亚州 哮喘", "哮喘", "加利福尼亚州"),
        ("lung cancer in Bavaria", "lung cancer", "Bavaria"),
        ("breast cancer Ontario Canada", "breast cancer", "Ontario Canada"),
        ("peanut allergy Boston USA", "peanut allergy", "Boston USA"),
        ("哮喘 吉林省长春市", "哮喘", "吉林省长春市"),
        ("asthma UK", "asthma", "UK"),
        ("lung cancer München", "lung cancer", "München"),
        ("Wien asthma", "asthma", "Wien"),
        ("melanoma Den Haag", "melanoma", "Den Haag"),
        ("COPD Praha", "COPD", "Praha"),
        ("psoriasis København", "psoriasis", "København"),
        ("cancer Genève", "cancer", "Genève"),
        ("melanoma Koeln", "melanoma", "Koeln"),
    ],
)
def test_a_place_is_read_where_it_stands(line: str, words: str, place: str) -> None:
    assert split_line(line, built_in_concepts(), built_in_places()) == Line(words, place)


@pytest.mark.parametrize(
    "line",
    [
        "small cell lung cancer", "COPD in children", "colon cancer", "male breast cancer", "Ewing sarcoma", "NK cells",
        "breast cancer at home", "nice guidelines", "time to pregnancy", "first line", "NCT03410368", "乳腺癌", "",
        "oral immunotherapy", "normal volunteers", "中央静脉导管", "三重治疗", "大分子药物", "新生儿黄疸", "青年特应性皮炎",
        "étude asthme sévère", "cáncer de mama", "AD dupilumab", "MM lenalidomide", "PE", "help us", "progression free survival",
    ],
)  # fmt: skip
def test_a_word_that_is_also_a_city_stays_a_word(line: str) -> None:
    assert split_line(line, built_in_concepts(), built_in_places()) == Line(line, "")


@given(st.text(max_size=60))
def test_any_line_is_split_into_words_and_place(line: str) -> None:
    found = split_line(line, built_in_concepts(), built_in_places())
    assert len(found.words) + len(found.place) <= len(" ".join(line.split())) + 1
