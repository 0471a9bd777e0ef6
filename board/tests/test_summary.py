"""One summary: what the paper states, as it was typed, and never an outlook."""

import csv
import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from accounts.memberships import Memberships
from accounts.models import Centre, Role, User
from board.summary import Summary, summarise
from board.tests.dense import LONG_TEXT, add_follow_up, dense_case
from cases.models import Case, Identity
from cases.models.pathology import Question
from scoring.services import compute

NOW = datetime.datetime(2026, 5, 4, 12, tzinfo=datetime.UTC)
ESMO = "Follow-up of intermediate and high-grade sarcoma (ESMO)"
SignIn = Callable[[User], Client]
# Group figures that the clinical reference lists, as a page would print them.
OUTLOOKS = re.compile(
    r"49\.4|29\.5|56\.7|47\.3|37\.8|14\.2|61\.5|43\.2|22\.5|35\.3|16\.6|median|survival|outlook"
    r"|1/3|5-y|10-y|25 months|less than half",
    re.IGNORECASE,
)


def summary_of(case: Case) -> Summary:
    return summarise(case, Memberships(), NOW)


def text_of(client: Client, case: Case) -> str:
    """The page as it reads, in one line."""
    answer = client.get(reverse("board:summary", args=[case.uid]))
    assert answer.status_code == 200
    whole = answer.content.decode()
    start, end = whole.index("<article"), whole.index("</article>")
    return " ".join(strip_tags(whole[start:end]).split())


@pytest.fixture
def client(signed_in: SignIn, clinician: User) -> Client:
    return signed_in(clinician)


class TestPaperPatient:
    @pytest.mark.parametrize(
        "stated",
        [
            "DEMO-0001 M 56",
            "leiomyosarcoma (probable)",
            "Question to the board no question yet",
            "low back pain; duration &gt;12 months; weight loss ~5 kg",
            "Symptoms back pain (right)",
            "Size 18 cm × 13 cm × 18 cm",
            "Invades right kidney",
            "sources disagree on inferior vena cava: present (“invading the right kidney and the "
            "inferior vena cava”); absent (“Fig. 1, 2: pushing back the IVC”)",
            "haemoglobin 12 g/dL, lower limit 13.5 g/dL",
            "calcium normal; LDH normal",
            "eGFR 75 ml/min, equation not stated",
            "Interpretation equivocal; secondary lesion, sequelae of tuberculosis",
            "mediastino-hilar adenopathy (5), centrilobular micronodules (diffuse, some)",
            "Diagnosis leiomyosarcoma; probable; resection",
            "Origin inferior vena cava; not ruled out renal vein, kidney",
            "Margins specimen clear; recut of the cava clear",
            "Invades wall of the cava, right renal vein, right kidney",
            "Stains positive SMA, h-caldesmon, desmin; negative CD34",
            "Operation open, right subcostal; sources disagree on nephrectomy: radical",
            "cava lateral (flap) resection; bleeding present; red cells 2 units",
            "Last seen time since treatment 8 months By then absent local recurrence, distant "
            "recurrence",
            "Not applicable; 2 to 5 of 6 possible, intermediate or poor",
            "Residual tumour: R0; macroscopic residual not stated",
            "Certain: none; suggested: II; not excluded: I, III",
            "Undetermined: segment not reported; if II as suggested, challenging",
            "Equivocal CT of the thorax",
            "Month 9 is next.",
            "An aid to the board, not advice",
        ],
    )
    def test_the_page_states(self, client: Client, paper_patient: Case, stated: str) -> None:
        text = text_of(client, paper_patient)
        assert stated in text, text

    def test_nothing_it_records_is_left_out(self, paper_patient: Case) -> None:
        assert [block.title for block in summary_of(paper_patient).blocks if block.more] == []

    def test_every_fact_of_the_paper_has_its_words_on_the_page(
        self, client: Client, paper_patient: Case
    ) -> None:
        """Numbers of the list of facts; words are held by the list above."""
        text = text_of(client, paper_patient)
        facts = (settings.BASE_DIR / "demo" / "paper-facts.csv").read_text(encoding="utf-8")
        numbers = {
            row["value"]
            for row in csv.DictReader(facts.splitlines())
            if re.fullmatch(r"[\d.]+", row["value"])
        }
        assert {number for number in numbers if number not in text} == set()

    def test_its_cava_is_the_card_s(self, paper_patient: Case) -> None:
        cava = summary_of(paper_patient).cava
        assert cava is not None
        assert [(each.name, each.state) for each in cava.segments] == [
            ("III", "not_excluded"),
            ("II", "suggested"),
            ("I", "not_excluded"),
        ]


class TestOutlook:
    @pytest.mark.parametrize("kind", ["paper", "dense", "disputed"])
    def test_no_group_figure_stands_beside_a_patient(
        self, client: Client, centre: Centre, paper_patient: Case, kind: str
    ) -> None:
        case = paper_patient
        if kind != "paper":
            case = dense_case(centre, is_disputed=kind == "disputed")
        text = text_of(client, case)
        assert OUTLOOKS.findall(text) == []
        assert "%" not in text

    def test_the_search_would_find_one(self) -> None:
        assert OUTLOOKS.findall("5-year survival 49.4 %") == ["5-y", "survival", "49.4"]


class TestWords:
    def test_the_question_stands_in_the_head(self, client: Client, case: Case) -> None:
        Question.objects.create(case=case, question="Can segment II be resected?")
        assert "Question to the board Can segment II be resected?" in text_of(client, case)

    def test_a_long_question_is_cut_and_marked(self, case: Case) -> None:
        Question.objects.create(case=case, question=LONG_TEXT)
        assert summary_of(case).question.endswith("…")

    def test_an_empty_case_says_what_it_lacks_and_no_zero(self, client: Client, case: Case) -> None:
        text = text_of(client, case)
        assert "no diagnosis yet" in text
        assert text.count("not recorded:") == 11  # ten topics and the drawing
        assert "0 of 194 fields answered" in text

    def test_who_made_it_and_when(self, client: Client, case: Case) -> None:
        told = summarise(case, Memberships(), NOW)
        assert (told.version, told.printed) == (case.version, "4 May 2026, 12:00")
        assert f"Case version {case.version}, printed" in text_of(client, case)

    @pytest.mark.parametrize(
        ("state", "since", "told"),
        [
            ("dead", "2026-03", "dead, Mar 2026"),
            ("dead", None, "dead, date not stated"),
            ("lost", "2026-03-05", "lost to follow-up, 5 Mar 2026"),
        ],
    )
    def test_that_a_patient_has_died_or_is_lost_stands_in_the_head(
        self, client: Client, case: Case, state: str, since: str | None, told: str
    ) -> None:
        Case.objects.filter(pk=case.pk).update(vital_state=state, vital_state_date=since)
        assert f"rec. 118-22 {told} no diagnosis yet" in text_of(client, case)

    def test_nothing_is_said_of_a_living_patient_with_an_open_record(self, case: Case) -> None:
        Case.objects.filter(pk=case.pk).update(vital_state="alive")
        case.refresh_from_db()
        assert summary_of(case).states == ()

    def test_a_closed_record_says_so(self, case: Case) -> None:
        changes = {"record_status": "closed", "record_status_reason": "moved"}
        Case.objects.filter(pk=case.pk).update(**changes)
        case.refresh_from_db()
        assert summary_of(case).states == ("record closed",)

    def test_a_score_that_failed_is_said_and_leaves_no_drawing(
        self, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def without_segment(of: Case) -> tuple[list[Any], bool]:
            payloads = [result.payload for result in compute({})]
            return [p if p and p["rule"] != "kulaylat" else None for p in payloads], False

        monkeypatch.setattr("board.summary.current_cards", without_segment)
        told = summary_of(case)
        assert (told.cava, told.failed, len(told.scores)) == (None, 1, 2)


class TestWho:
    @pytest.mark.parametrize("role", [r for r in Role if r is not Role.SITE_ADMIN])
    def test_every_reader_opens_it_and_carers_see_the_identity(
        self, signed_in: SignIn, person: Callable[..., User], case: Case, role: Role
    ) -> None:
        Identity.objects.filter(case=case).update(initials="QZ")
        text = text_of(signed_in(person(role)), case)
        is_carer = role not in (Role.AUDITOR, Role.GUEST)
        assert ("rec. 118-22" in text, "QZ" in text) == (is_carer, is_carer)

    @pytest.mark.parametrize("role", [r for r in Role if r is not Role.SITE_ADMIN])
    def test_only_carers_see_what_follow_up_asks_for(
        self,
        signed_in: SignIn,
        person: Callable[..., User],
        clinician: User,
        case: Case,
        role: Role,
    ) -> None:
        add_follow_up(case, clinician)
        text = text_of(signed_in(person(role)), case)
        is_carer = role not in (Role.AUDITOR, Role.GUEST)
        shown = tuple(words in text for words in ("Follow-up schedule", ESMO, LONG_TEXT[:40]))
        assert shown == (is_carer,) * 3

    def test_a_guest_sees_no_proposal_and_what_the_record_leaves_open(
        self, signed_in: SignIn, person: Callable[..., User], paper_patient: Case
    ) -> None:
        text = text_of(signed_in(person(Role.GUEST)), paper_patient)
        assert "Open Equivocal CT of the thorax" in text
        assert ("Follow-up schedule" in text, "No schedule yet" in text) == (False, False)

    def test_a_stranger_finds_nothing(self, signed_in: SignIn, stranger: User, case: Case) -> None:
        address = reverse("board:summary", args=[case.uid])
        assert signed_in(stranger).get(address).status_code == 404

    def test_a_site_administrator_may_not(
        self, signed_in: SignIn, person: Callable[..., User], case: Case
    ) -> None:
        address = reverse("board:summary", args=[case.uid])
        assert signed_in(person(Role.SITE_ADMIN)).get(address).status_code == 403

    def test_nothing_is_posted_to_it(self, client: Client, case: Case) -> None:
        assert client.post(reverse("board:summary", args=[case.uid])).status_code == 405


def test_the_queries_are_as_many_whatever_the_case_holds(
    client: Client,
    case: Case,
    centre: Centre,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    counted = []
    for each in (case, dense_case(centre)):
        with django_assert_max_num_queries(15) as queries:
            text_of(client, each)
        counted.append(len(queries))
    assert counted[0] == counted[1]
