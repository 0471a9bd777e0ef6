"""The panel beside the form and the column of the list."""

import pytest

from accounts.memberships import Memberships
from cases.models import Case, CaseIndex
from scoring.drawing import INSET, WIDTH, draw_bar
from scoring.index import columns
from scoring.models import CardRow, Scored
from scoring.panels import FOLDED, group_cards, panel_context, scores
from scoring.rules import RULES, RULESET
from scoring.services import compute, current_cards
from scoring.tests.cases import paper_patient as published
from scoring.tests.cases import varied
from scoring.wording import WORDS, headline
from scoring.wording.topics import TOPICS


def test_the_panel_has_a_card_for_each_rule(paper_patient: Case) -> None:
    panel = scores(paper_patient, Memberships())
    assert panel.template == "scoring/panel.html"
    assert [card.rule for card in panel.context["cards"]] == [rule.key for rule in RULES]
    assert panel.context["failed"] == 0


def grouped(case: Case, section: str = "") -> dict[str, list[str]]:
    """Keys of the rules by heading."""
    cards = scores(case, Memberships()).context["cards"]
    groups = group_cards(cards, section)
    return {group.key: [card.rule for card in group.cards] for group in groups}


def test_cards_stand_under_their_topics_in_the_order_of_the_rules(paper_patient: Case) -> None:
    by_topic = {
        topic: [rule.key for rule in RULES if WORDS[rule.key].topic == topic] for topic in TOPICS
    }
    assert grouped(paper_patient) == {topic: keys for topic, keys in by_topic.items() if keys}
    assert list(grouped(paper_patient)) == [topic for topic, keys in by_topic.items() if keys]


def test_what_the_edited_section_feeds_comes_first_and_only_there(paper_patient: Case) -> None:
    groups = grouped(paper_patient, "labs")
    reads_labs = [rule.key for rule in RULES if any(f.section == "labs" for f in rule.reads)]
    assert (next(iter(groups)), groups["fed"]) == ("fed", reads_labs)
    shown = [key for keys in groups.values() for key in keys]
    assert sorted(shown) == sorted(rule.key for rule in RULES)


def quiet(case: Case) -> dict[str, bool]:
    return {c.rule: c.is_quiet for c in scores(case, Memberships()).context["cards"]}


def test_a_card_that_does_not_apply_or_says_nothing_is_quiet(paper_patient: Case) -> None:
    found = quiet(paper_patient)
    assert (found["imdc"], found["fnclcc"]) == (True, True)
    assert (found["kulaylat"], found["margins"]) == (False, False)


def test_of_an_empty_record_every_card_is_quiet(case: Case) -> None:
    assert set(quiet(case).values()) == {True}


def test_only_the_segment_card_has_the_drawing_of_the_cava(paper_patient: Case) -> None:
    drawn = {c.rule: c.cava for c in scores(paper_patient, Memberships()).context["cards"]}
    assert [rule for rule, cava in drawn.items() if cava] == ["kulaylat"]
    states = {each.name: each.state for each in drawn["kulaylat"].segments}
    assert states == {"III": "not_excluded", "II": "suggested", "I": "not_excluded"}


def test_the_folded_panel_tells_risk_segment_and_stage(paper_patient: Case) -> None:
    context = scores(paper_patient, Memberships()).context
    shorts = {card.rule: card.short for card in context["cards"]}
    assert context["short"] == " · ".join(shorts[key] for key in ("imdc", "kulaylat", "ajcc8"))
    assert context["short"].endswith(" · Segment II suggested · Stage: IB, IIIB or IV")


def test_the_folded_panel_of_an_empty_record_tells_the_risk_alone(case: Case) -> None:
    context = scores(case, Memberships()).context
    assert context["short"] == context["cards"][0].short != ""


def test_the_folded_panel_tells_no_segment_of_another_tumour(paper_patient: Case) -> None:
    document = varied(published(), pathology__diagnosis="lymphoma")
    context = panel_context(paper_patient, [each.payload for each in compute(document)])
    assert context["short"] == context["cards"][0].short != ""


def test_only_what_the_folded_panel_shows_has_a_short_text(paper_patient: Case) -> None:
    cards = scores(paper_patient, Memberships()).context["cards"]
    assert {card.rule for card in cards if card.short} >= set(FOLDED)


def test_the_headlines_are_those_of_the_command(paper_patient: Case) -> None:
    payloads, _is_stored = current_cards(paper_patient)
    context = panel_context(paper_patient, payloads)
    assert [c.headline for c in context["cards"]] == [headline(p) for p in payloads if p]


def test_a_failed_rule_is_counted_and_not_drawn(paper_patient: Case) -> None:
    payloads, _is_stored = current_cards(paper_patient)
    context = panel_context(paper_patient, [None, *payloads[1:]])
    assert (context["failed"], len(context["cards"])) == (1, len(RULES) - 1)


def test_the_map_s_segments_are_those_of_the_card(paper_patient: Case) -> None:
    segments = scores(paper_patient, Memberships()).context["segments"]
    assert segments.states == {"III": "not_excluded", "II": "suggested", "I": "not_excluded"}
    assert segments.said == "II suggested; I and III not excluded"


def test_a_failed_segment_rule_says_nothing_of_segments(paper_patient: Case) -> None:
    payloads, _is_stored = current_cards(paper_patient)
    others = [p if p and p["rule"] != "kulaylat" else None for p in payloads]
    assert panel_context(paper_patient, others)["segments"] is None


def test_the_bar_of_the_paper_s_patient_goes_from_two_to_five(paper_patient: Case) -> None:
    (imdc,) = [c for c in scores(paper_patient, Memberships()).context["cards"] if c.rule == "imdc"]
    unit = (WIDTH - 2 * INSET) / 6
    bar = draw_bar(imdc.text.bar)
    assert bar == imdc.drawing
    assert (bar.label, len(bar.ticks), len(bar.groups)) == ("2 to 5 of 6 possible", 7, 3)
    assert (bar.counted_width, bar.open_width) == (round(2 * unit, 1), round(3 * unit, 1))
    assert bar.open_x == round(INSET + 2 * unit, 1)


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ({"certain": ["I", "II"]}, "I II"),
        ({"suggested": ["II"]}, "II?"),
        ({"certain": ["II"], "suggested": ["III"]}, "II III?"),
        ({"certain": [], "suggested": None}, None),
        ({}, None),
    ],
)
def test_the_list_shows_the_segments_of_the_latest_card(
    case: Case, payload: dict[str, object], shown: str | None
) -> None:
    for stored in ({"certain": ["IV"]}, payload):
        CardRow.objects.create(
            case=case,
            rule="kulaylat",
            rule_version="1",
            case_version=1,
            inputs_hash="x",
            payload={"applicability": "applicable", **stored},
            at=case.created_at,
        )
    Scored.objects.create(case=case, case_version=case.version, ruleset=RULESET, at=case.created_at)
    assert columns(frozenset({case.pk})) == {case.pk: {"segments": shown}}


def test_the_list_is_filled_by_the_import(paper_patient: Case) -> None:
    assert (
        CaseIndex.objects.get().segments
        == columns(frozenset({paper_patient.pk}))[paper_patient.pk]["segments"]
    )


def test_cards_of_an_older_version_are_not_in_the_list(paper_patient: Case) -> None:
    Scored.objects.update(ruleset="another")
    assert columns(frozenset({paper_patient.pk})) == {}
