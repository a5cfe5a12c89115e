"""The map of the shelf: places, clusters, labels, and the click on a point."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from assistant import Assistant, Paper
from assistant.retrieval.clusters import cluster_labels, k_means
from tests.support.browsing import HOSTILE, Reader, needs_browser
from tests.support.each_row import each_row
from ui.map.actions import MapActions, evenly_picked
from ui.map.labels import label_places
from ui.map.picture import Found, map_list_html, map_svg
from ui.map.places import Point, ShelfMap, principal_components, shelf_map
from ui.opening import AssistantHolder

TOPICS = ("whales", "bridges", "violins")


def shelf(each: int = 5) -> tuple[list[Paper], dict[str, np.ndarray]]:
    """Return papers on three topics, and vectors that lie close together for papers on the same one."""
    chance = np.random.default_rng(1)
    papers, vectors = [], {}
    for number, topic in enumerate(TOPICS):
        for copy in range(each):
            paper = Paper(id=f"{topic}-{copy}", title=f"On {topic}", abstract=f"We study {topic} and more.")
            papers.append(paper)
            vectors[paper.id] = (np.eye(8)[number] + chance.normal(0, 0.02, 8)).astype(np.float32)
    return papers, vectors


def test_papers_that_are_alike_share_a_cluster_and_its_label_tells_them_apart() -> None:
    papers, vectors = shelf()
    drawn = shelf_map(papers, vectors)
    found = {point.paper_id.split("-")[0]: drawn.labels[point.cluster] for point in drawn.points}
    assert len(drawn.points) == 15
    assert all(label.startswith(topic) for topic, label in found.items())
    spread = [
        np.ptp([point.x for point in drawn.points if point.paper_id.startswith(topic)]) for topic in TOPICS
    ]
    assert max(spread) < np.ptp([point.x for point in drawn.points]) / 2


def test_the_map_is_the_same_each_time() -> None:
    papers, vectors = shelf()
    assert shelf_map(papers, vectors) == shelf_map(papers, vectors)


def test_principal_components_keep_the_direction_of_most_variance() -> None:
    line = np.array([[0, 0, 0], [0, 3, 0], [0, 6, 0], [0.1, 9, 0]], dtype=np.float32)
    first = principal_components(line)[:, 0]
    assert np.allclose(np.diff(first), 3, atol=0.01)


@each_row("papers", [1, 2, 3])
def test_a_small_shelf_has_a_map_too(papers: int) -> None:
    some, vectors = shelf(1)
    assert len(shelf_map(some[:papers], vectors).points) == papers


def test_papers_without_a_vector_are_left_out_and_counted() -> None:
    papers, vectors = shelf(1)
    del vectors["whales-0"]
    drawn = shelf_map(papers, vectors)
    assert {point.paper_id for point in drawn.points} == {"bridges-0", "violins-0"}
    assert "1 more are not drawn" in map_list_html(drawn, (), 1)
    many = [str(number) for number in range(64_254)]
    picked = evenly_picked(many)
    assert len(set(picked)) == 2000
    assert (picked[0], int(picked[-1]) > 64_000) == (
        "0",
        True,
    )  # from the whole shelf, not from its beginning
    assert evenly_picked(many[:2839]) == many[:2839]
    assert "nothing to draw" in map_list_html(shelf_map(papers, {}), ())


def test_equal_papers_do_not_break_the_clusters() -> None:
    same = np.ones((4, 3), dtype=np.float32)
    clusters = k_means(same, 2)
    labels = cluster_labels([Paper(id=str(n), title="Equal thing") for n in range(4)], clusters)
    assert list(labels) == ["equal, thing"]


def ringed(svg: str, name: str) -> list[str]:
    """Return the titles of the papers that have a ring of one kind."""
    group = re.search(rf'<g class="pa-map-{name}">(.*?)</g>', svg)
    return re.findall(r'data-title="(.*?)"', group[1]) if group else []


def test_the_map_rings_the_papers_of_the_last_answer_and_holds_no_markup_of_theirs() -> None:
    papers, vectors = shelf(2)
    papers[0] = papers[0].model_copy(update={"title": HOSTILE})
    svg = map_svg(shelf_map(papers, vectors), {"whales-0"})
    assert [unescape(title) for title in ringed(svg, "cited")] == [HOSTILE]
    assert "cited in the last answer" in svg
    assert svg.count("<circle") == len(papers) + 1
    assert "<script" not in svg
    assert "onerror" not in re.sub(r'data-title="[^"]*"', "", svg)


def test_labels_do_not_cover_one_another_and_stay_on_the_map() -> None:
    chance = np.random.default_rng(2)
    labels = tuple(f"word{number}, another, third" for number in range(8))
    points = tuple(
        Point(str(n), "T", float(x), float(y), n % 8)
        for n, (x, y) in enumerate(chance.normal(0, 0.1, (400, 2)))
    )
    places = label_places(ShelfMap(points, labels))
    assert len(places) == 8
    wide, high = (np.ptp([getattr(point, axis) for point in points]) for axis in "xy")
    for number, one in enumerate(places):
        for other in places[:number]:
            # At 360 by 470 pixels, with letters of 7 and lines of 22.
            assert abs(one.y - other.y) / high * 470 > 22 or abs(one.x - other.x) / wide * 360 > 7 * len(
                labels[0]
            )
    assert label_places(ShelfMap()) == ()


def test_what_is_searched_for_is_ringed_listed_and_counted_drawn_or_not() -> None:
    papers, vectors = shelf()
    drawn = shelf_map(papers, vectors)
    found = Found("<b>whales</b>", ["whales-1", "gone"], ("On whales", "Gone"))
    svg, listed = map_svg(drawn, (), found), map_list_html(drawn, (), 1, found)
    assert ringed(svg, "found") == ["On whales"]
    assert "pa-map-faded" in svg
    assert "pa-map-faded" not in map_svg(drawn, ())
    assert "2 papers speak of “&lt;b&gt;whales&lt;/b&gt;”; 1 of them is ringed on the map." in listed
    assert 'data-title="Gone"' in listed
    assert "No paper speaks of “cats”." in map_list_html(drawn, (), 0, Found("cats", []))


def test_an_empty_map_tells_of_the_first_one_while_it_is_made(page_shelf: Assistant) -> None:
    actions = MapActions(AssistantHolder(page_shelf), cast(Any, SimpleNamespace(map="map", map_list="list")))

    async def shown() -> list[str]:
        return [each["list"] async for each in actions.show(None)]

    assert ["Placing the papers" in each for each in asyncio.run(shown())] == [True, False]
    assert len(asyncio.run(shown())) == 1


@needs_browser
def test_a_click_on_a_point_asks_about_its_paper(reader: Reader) -> None:
    page = reader.page
    reader.ask("How many PET/CT exams were used?")
    page.click("#pa-map-button")
    page.wait_for_selector("#pa-picture .pa-map-key >> text=cited in the last answer")
    point = page.locator("#pa-picture .pa-map-cited circle")
    point.hover(force=True)
    page.wait_for_selector("#pa-picture .pa-map-tip >> text=PET/CT")
    before = point.bounding_box()
    page.click("#pa-picture [data-zoom=in]")
    page.mouse.wheel(0, -200)
    after = point.bounding_box()
    assert before
    assert after
    assert (before["x"], before["y"]) != (after["x"], after["y"])
    assert abs(before["width"] - after["width"]) < 1  # a map that is enlarged has no larger points
    page.click("#pa-picture [data-zoom=reset]")
    point.click(force=True, button="right")  # opens the browser's own menu, and no question
    point.click(force=True)
    reader.typed("About “Vision-Language Modeling in PET/CT for Visual Grounding of Positive Findings”: ")
    page.click("#pa-map-button")
    page.click("#pa-map-list summary >> nth=0")
    title = page.inner_text("#pa-map-list .pa-act >> nth=0")
    page.click("#pa-map-list .pa-act >> nth=0")
    reader.typed(f"About “{title}”: ")
