"""How long the public pages take, from request to answer, on the registry of a home folder; bench_registry.py asks it.

    python benchmarks/registry_pages.py HOME

Prints each page with its first and its further milliseconds as JSON, in English and Chinese in turn.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from time import perf_counter

ROUNDS = 6
PAGES = {
    "find: everything": "/find",
    "find: small cell lung cancer": "/find?cond=small+cell+lung+cancer",
    "find: asthma": "/find?cond=asthma",
    '"quality of life", recruiting': "/find?term=%22quality+of+life%22&status=RECRUITING",
    "find: lung cancer near Changchun": "/find?cond=lung+cancer&place=43.88,125.32&km=200",
    "trials by place: the world": "/find/places",
    "trials by place: a country": "/find/places?country=CN",
    "a record": "/records/{first}",
    "its results": "/records/{results}/results",
    "two records side by side": "/find/compare?ids={first}&ids={second}",
    "API: 10 studies": "/api/v2/studies?query.cond=asthma&countTotal=true",
    "API: 1,000 studies, four fields": "/api/v2/studies?query.cond=asthma&pageSize=1000&fields=NCTId,BriefTitle,OverallStatus,Phase",
    "API: one study": "/api/v2/studies/{first}",
}


def main(home: str) -> None:
    os.environ["EQUIPOISE_HOME"] = home
    from equipoise.web.start import prepare  # noqa: PLC0415 - the home folder is named first

    prepare()
    from django.test import Client  # noqa: PLC0415 - exists only once Django is set up

    from equipoise.web.registry import registry  # noqa: PLC0415
    from equipoise.web.serving import open_ahead  # noqa: PLC0415

    start = perf_counter()
    open_ahead()
    opening = (perf_counter() - start) * 1000

    records = iter(registry().records.all())
    first, second = (next(records).record.nct_id for _ in range(2))
    results = next((one.record.nct_id for one in records if "resultsSection" in one.record.raw), first)
    client = Client()
    told = {}
    for name, pattern in PAGES.items():
        address = pattern.format(first=first, second=second, results=results)
        times = []
        for number in range(ROUNDS):
            start = perf_counter()
            answer = client.get(address, headers={"accept-language": ("en", "zh-hans")[number % 2]})
            times.append((perf_counter() - start) * 1000)
            if answer.status_code != 200:
                sys.exit(f"{address} answered {answer.status_code}.")
        told[name] = {"first": times[0], "further": statistics.median(times[1:]), "most": max(times[1:])}
    print(json.dumps({"opening": opening, "pages": told}))


if __name__ == "__main__":
    main(sys.argv[1])
