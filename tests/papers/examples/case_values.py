"""What small exports hold: of each paper title, authors, year, venue, address, begin and end of the abstract."""

from __future__ import annotations

MOSS, LICHEN = "Moss cover and roof temperature", "Lichen sensors for city air"
TAMM, RUIZ, KOH = "Ilse Tamm", "Juan Ruiz", "Ada Koh"
DOI = "https://doi.org/10.5555/moss.1"
LONG = f"{MOSS}: a long comparison of flat roofs with and without moss in four towns"
FLAT = "We measure how moss cover changes the temperature of flat roofs"
NOON = "Roofs with moss stayed 3.1 degrees cooler at noon."
FOUR = f"{FLAT} in four towns. {NOON}"
READ_BY_CAMERAS = "Lichens on street trees are read by cameras as a sensor of nitrogen."
# File -> of each paper the title, authors, year, venue, address, and how its abstract begins and ends.
Row = tuple[str, tuple[str, ...], int | None, str | None, str | None, str, str]
VALUES: dict[str, list[Row]] = {
    "bib/acl_short.bib": [
        (
            "Moss Parsing for Low-Resource Roofs",
            (TAMM, "van der Berg", "Lonneke Claudia Holm"),
            2022,
            "Proceedings of Roofs",
            "https://aclanthology.org/2022.roofs-1.10",
            "",
            "",
        ),
        ("Moss Tagging", (RUIZ,), 2022, None, None, "", ""),
    ],
    "bib/ads.bib": [
        (
            "Moss on the roofs of H II regions: a α survey",
            (TAMM, RUIZ, "Moss Collaboration"),
            2021,
            "ApJ",
            "https://doi.org/10.3847/1538-4357/abcdef",
            "We count moss at z ∼ 3",
            "and find 12% growth.",
        ),
        ("Second ABC paper", ("Jörg Müller",), 2020, "MNRAS", None, "", ""),
    ],
    "bib/gscholar_arxiv.bib": [
        (
            MOSS,
            (TAMM, RUIZ),
            2021,
            "arXiv preprint arXiv:2105.00001",
            "https://arxiv.org/abs/2105.00001",
            "",
            "",
        )
    ],
    "bib/jabref.bib": [
        (
            "Moss cover # and roof temperature",
            (TAMM,),
            2021,
            "Journal of Roof Ecology Letters",
            None,
            'He wrote to moss@roofs.org and "@article" in the middle.',
            "and a tie.",
        ),
        ("A child paper", (KOH,), 2019, "Proceedings of Green Cities", None, "", ""),
        ("Proceedings of Green Cities", ("It Ed",), 2019, "Proceedings of Green Cities", None, "", ""),
    ],
    "bib/mendeley_caret.bib": [
        (
            "Moss cells on flat roofs of old towns",
            (TAMM,),
            2021,
            None,
            None,
            "Each roof held 10^9 moss cells and the effect was clear (p < 0.05).",
            "CO2 fell by ~5%.",
        )
    ],
    "json/ads.json": [(MOSS, (TAMM, RUIZ), 2021, "J. Roof Ecol.", DOI, FOUR, NOON)],
    "json/bbt.json": [
        (MOSS, (TAMM,), 2021, "Journal of Roof Ecology", "https://example.org/moss", FOUR, NOON),
        (LICHEN, ("City Lab",), 2019, "Proceedings of Green Cities", None, READ_BY_CAMERAS, ""),
    ],
    "json/biorxiv.json": [
        (
            MOSS,
            ("I. Tamm", "J. Ruiz"),
            2024,
            "bioRxiv",
            "https://doi.org/10.1101/2024.02.03.000001",
            FOUR,
            NOON,
        )
    ],
    "json/crossref_work.json": [
        (MOSS, (TAMM, "Roof Consortium"), 2021, "Journal of Roof Ecology", DOI, FOUR, NOON)
    ],
    "json/dblp.json": [
        (MOSS, (TAMM, RUIZ), 2021, "J. Roof Ecol.", "https://dblp.org/rec/journals/x/1", "", "")
    ],
    "json/openalex_works.json": [
        (MOSS, (TAMM, RUIZ), 2021, "Journal of Roof Ecology", DOI, FOUR, NOON),
        (LICHEN, (KOH,), 2019, None, "https://openalex.org/W1000000002", "", ""),
    ],
    "json/openreview.json": [
        (MOSS, (TAMM, RUIZ), 2024, "X 2024 poster", "https://openreview.net/forum?id=a1B2c3", FOUR, NOON)
    ],
    "json/pwc.json": [
        (MOSS, (TAMM, RUIZ), 2021, "Roofs 2021 5", "https://arxiv.org/abs/2105.00001v1", FOUR, NOON)
    ],
    "json/zotero_api.json": [(MOSS, (TAMM,), 2021, None, DOI, FOUR, NOON)],
    "merge/bookdoi.bib": [
        (title, (author,), 2020, None, "https://doi.org/10.1007/978-3-030-11111-1", abstract, "")
        for title, author, abstract in (
            ("Attention for parsing trees", "Ann Smith", "We parse trees."),
            ("Diffusion models for protein folding", "Bob Jones", "We fold proteins."),
        )
    ],
    "merge/s2details.json": [("Main paper", (), 2020, None, None, "We study X.", "")],
    "merge/sici.ris": [
        (title, (author,), 2004, None, f"https://doi.org/10.1659/0276-4741(2004)024[{item}]2.0.co;2", "", "")
        for title, author, item in (
            (
                "Reversing grassland degradation in the Altai mountains of Mongolia",
                "H. Ykhanbai",
                "0096:rgdaih",
            ),
            ("Evaluation of mountain case studies by sustainability variables", "S. Odermatt", "0336:eomcsb"),
        )
    ],
    "other/arxiv_oai.xml": [
        (
            MOSS,
            (TAMM,),
            2021,
            None,
            "https://arxiv.org/abs/2105.00001",
            "We measure how moss",
            "changes roofs.",
        )
    ],
    "other/endnote.xml": [(MOSS, (TAMM,), 2021, "Journal of Roof Ecology", DOI, FLAT, "in four towns.")],
    "other/pubmed.xml": [
        (MOSS, (TAMM,), 2021, "Journal of roof ecology", None, "BACKGROUND: We measure", "changes roofs.")
    ],
    "other/refs.zip": [("Moss", (), None, None, None, "", "")],
    "ris/lower_spaces.ris": [
        (MOSS, (TAMM,), 2021, None, None, "Few counts exist.", ""),
        (LICHEN, (KOH,), None, None, None, "", ""),
    ],
    "ris/na_abstract.ris": [
        (f"{which} paper on ferns", ("Ann Ode",), 2018, None, None, "", "")
        for which in ("Third", "Fourth", "Fifth")
    ],
    "ris/no_ty.ris": [
        (
            MOSS,
            (TAMM, RUIZ),
            2021,
            "Roof surface temperature and moss",
            DOI,
            "Wide fields of moss",
            "of the moss.",
        ),
        (
            LICHEN,
            (KOH,),
            2019,
            "City air sensors and lichens",
            None,
            "Lichens on street trees",
            "for city air.",
        ),
    ],
    "ris/placeholder_then_real.ris": [
        (
            "Moss cover and the temperature of flat roofs",
            (TAMM,),
            2021,
            None,
            DOI,
            "Roofs with moss",
            "the same age.",
        )
    ],
    "ris/short_titles.ris": [
        ("Editorial", (), None, "Journal of Roof Ecology", None, "This issue opens", "what they cost."),
        ("Editorial", (), None, "Green Cities", None, "Lichens are the theme", "reports on air."),
    ],
    "ris/ty_late.ris": [
        (MOSS, (TAMM,), 2021, "Roofs", None, "Wide fields of moss", "of the moss."),
        (LICHEN, (KOH,), 2019, "City", None, "Lichens on street trees", "for city air."),
        ("Third paper on ferns", ("Ann Ode",), 2018, None, None, "", ""),
    ],
    "tables/dimensions.csv": [
        (
            MOSS,
            (TAMM, RUIZ),
            2021,
            "Journal of Roof Ecology",
            "https://app.dimensions.ai/details/publication/pub.1",
            FLAT,
            NOON,
        )
    ],
    "tables/embase.csv": [(MOSS, ("Tamm I.", "Ruiz J."), 2021, "Journal of Roof Ecology", None, FLAT, NOON)],
    "tables/excel_sep.csv": [(MOSS, (TAMM,), 2021, None, None, FLAT, NOON)],
    "tables/ieee.csv": [
        (
            MOSS,
            ("I. Tamm", "J. Ruiz"),
            2021,
            "2021 IEEE Conference on Roofs",
            "https://ieeexplore.ieee.org/stamp/stamp.jsp?arnumber=1",
            FLAT,
            NOON,
        )
    ],
    "tables/pubmed.csv": [
        (MOSS, ("Tamm I", "Ruiz J", "Koh A"), 2021, "J Roof Ecol", DOI, "", ""),
        ("Short note", ("Tamm I",), 2022, "J Roof Ecol", "https://doi.org/10.5555/moss.3", "", ""),
    ],
    "tables/rayyan.csv": [
        (MOSS, (TAMM, RUIZ), 2021, "Journal of Roof Ecology", "https://example.org/moss", FLAT, NOON)
    ],
    "tables/scopus_old.csv": [
        (
            MOSS,
            ("Tamm I.", "Ruiz J."),
            2021,
            "Journal of Roof Ecology",
            "https://www.scopus.com/inward/record.uri?eid=1",
            FLAT,
            NOON,
        )
    ],
    "tables/springer.csv": [
        (
            MOSS,
            ("Ilse TammJuan Ruiz",),
            2021,
            "Roof Studies",
            "http://link.springer.com/article/10.1007/roof.1",
            "",
            "",
        )
    ],
    "tables/wos_tab_trailing.txt": [
        (MOSS, (TAMM, RUIZ), 2021, "JOURNAL OF ROOF ECOLOGY", DOI, FLAT, NOON),
        (LICHEN, (KOH,), 2019, "GREEN CITIES", None, "Lichens are read by cameras.", ""),
    ],
    "tagged/endnote.enw": [
        (MOSS, (TAMM, RUIZ), 2021, "Journal of Roof Ecology", "https://example.org/moss", FOUR, NOON),
        (LICHEN, (KOH,), 2019, "Proceedings of Green Cities", None, READ_BY_CAMERAS, ""),
    ],
    "tagged/pubmed.nbib": [
        (
            LONG,
            (TAMM, RUIZ),
            2021,
            "Journal of roof ecology",
            DOI,
            "BACKGROUND: We measure",
            "cooler at noon.",
        ),
        (LICHEN, (KOH,), 2019, "Green cities", None, READ_BY_CAMERAS, ""),
    ],
    "tagged/wos_savedrecs.txt": [
        (LONG, (TAMM, RUIZ), 2021, "JOURNAL OF ROOF ECOLOGY", DOI, FOUR, "between the two."),
        (LICHEN, (KOH,), 2019, "GREEN CITIES", None, READ_BY_CAMERAS, ""),
    ],
}
