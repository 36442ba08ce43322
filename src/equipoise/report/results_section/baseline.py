"""The module of baseline characteristics: age and sex as the registry names them, then the variables of the study file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from equipoise.analysis.summarise_numbers import summarise_numbers
from equipoise.analysis.tables import Context
from equipoise.analysis.tabulate_baseline import AtStart, at_start, kinds_of, levels_of, unit_of
from equipoise.report.results_section.groups import Part, denominators, described, ids

TOTAL = "total"
_SEX = {"F": "Female", "FEMALE": "Female", "M": "Male", "MALE": "Male"}
_UNIT = 40
_Known = Sequence[tuple[str, str, Mapping[str, AtStart]]]
"""Participant, arm, values."""


def baseline_characteristics(context: Context) -> Part:
    """The groups with a total, and a measure a variable; what nobody collected is said so."""
    population = context.population()
    people = [(one, arm) for one, arm in population.of(context.people) if one.randomised is not None]
    known = [(one.number, arm, at_start(context.study, one, context.trial)) for one, arm in people]
    named = _ids(context)
    counts = denominators(context, population, "BG")
    groups = described(context, "BG")
    if TOTAL in named:
        groups.append({"id": named[TOTAL], "title": "Total", "description": "Total of all reporting groups"})
        counts[0]["counts"].append({"groupId": named[TOTAL], "value": str(len(population.arm_of))})
    measures = [
        _number(context, name, known, named) if kind == "number" else _code(context, name, known, named)
        for name, kind in kinds_of(context.study).items()
        if any(name in values for _, _, values in known)
    ]
    ordered = sorted(measures, key=lambda measure: _FIRST.get(measure["title"], len(_FIRST)))
    further = [_region(context, known, named), _race(named)]
    return {"groups": groups, "denoms": counts, "measures": [*ordered, *further]}


_FIRST = {"Age, Continuous": 0, "Sex: Female, Male": 1}


def _ids(context: Context) -> dict[str, str]:
    named = dict(ids(context, "BG"))
    if len(named) > 1:
        named[TOTAL] = f"BG{len(named):03d}"
    return named


def _of(known: _Known, group: str, name: str) -> list[AtStart]:
    return [values[name] for _, arm, values in known if group in (arm, TOTAL) and name in values]


def _number(context: Context, name: str, known: _Known, named: Mapping[str, str]) -> Part:
    unit, label = unit_of(context.study, name), context.study.variables[name].name.en
    cells, lacking = [], False
    for group, ident in named.items():
        found = [at.value for at in _of(known, group, name) if isinstance(at.value, Fraction)]
        summary = summarise_numbers(found)
        everybody = sum(group in (arm, TOTAL) for _, arm, _ in known)
        lacking |= summary.n != everybody
        if summary.mean is not None:
            spread = f"{summary.sd:.2f}" if summary.sd is not None else "NA"
            cells.append({"groupId": ident, "value": f"{summary.mean:.1f}", "spread": spread, **_alone(summary.sd)})
    is_age = context.study.variables[name].kind == "age"
    part: Part = {
        "title": "Age, Continuous" if is_age else label,
        "paramType": "MEAN",
        "dispersionType": "STANDARD_DEVIATION",
        "unitOfMeasure": "years" if unit == "a" else unit[:_UNIT] or "score",
        "classes": [{**_analysed(known, named, name, lacking=lacking), "categories": [{"measurements": cells}]}],
    }
    return part | (_lacking() if lacking else {})


def _alone(sd: float | None) -> Part:
    return {} if sd is not None else {"comment": "One participant: no standard deviation."}


def _code(context: Context, name: str, known: _Known, named: Mapping[str, str]) -> Part:
    labels = {code: words.en for code, words in levels_of(context.study, name).items()}
    seen = {str(values[name].value) for _, _, values in known if name in values}
    labels |= {code: code for code in sorted(seen - set(labels))}
    is_sex = name == "sex" and seen <= set(_SEX)
    if is_sex:
        labels = {code: _SEX[code] for code in labels if code in _SEX}
    categories = [
        {
            "title": label,
            "measurements": [
                {"groupId": ident, "value": str(sum(str(at.value) == code for at in _of(known, group, name)))}
                for group, ident in named.items()
            ],
        }
        for code, label in labels.items()
    ]
    lacking = any(name not in values for _, _, values in known)
    part: Part = {
        "title": "Sex: Female, Male" if is_sex else context.study.variables[name].name.en,
        "paramType": "COUNT_OF_PARTICIPANTS",
        "unitOfMeasure": "Participants",
        "classes": [{**_analysed(known, named, name, lacking=lacking), "categories": categories}],
    }
    return part | (_lacking() if lacking else {})


def _lacking() -> Part:
    return {"populationDescription": "Participants without a value until randomisation are not counted."}


def _analysed(known: _Known, named: Mapping[str, str], name: str, *, lacking: bool) -> Part:
    """How many are counted where that differs from the whole module."""
    if not lacking:
        return {}
    counts = [{"groupId": ident, "value": str(len(_of(known, group, name)))} for group, ident in named.items()]
    return {"denoms": [{"units": "Participants", "counts": counts}]}


def _region(context: Context, known: _Known, named: Mapping[str, str]) -> Part:
    """Where participants came from, by the country of their site (the site is the head of the participant's number)."""
    sites = {key: site.country.en for key, site in context.study.about.sites.items()}
    of = {
        number: next((country for key, country in sites.items() if number.startswith(key)), "")
        for number, _, _ in known
    }
    only = next(iter(sites.values()), "")
    countries = list(dict.fromkeys(sites.values()))
    where = {number: country or only for number, country in of.items()}
    classes = [
        {
            "title": country,
            "categories": [
                {
                    "measurements": [
                        {
                            "groupId": ident,
                            "value": str(sum(group in (arm, TOTAL) and where[n] == country for n, arm, _ in known)),
                        }
                        for group, ident in named.items()
                    ]
                }
            ],
        }
        for country in countries
    ]
    return {"title": "Region of Enrollment", "paramType": "NUMBER", "unitOfMeasure": "participants", "classes": classes}


def _race(named: Mapping[str, str]) -> Part:
    counts = [{"groupId": ident, "value": "0"} for ident in named.values()]
    return {
        "title": "Race and Ethnicity Not Collected",
        "populationDescription": "Race and Ethnicity were not collected from any participant.",
        "paramType": "COUNT_OF_PARTICIPANTS",
        "unitOfMeasure": "Participants",
        "classes": [{"denoms": [{"units": "Participants", "counts": counts}]}],
    }
