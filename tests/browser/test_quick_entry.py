"""Quick ways through a form: rows by letters, blocks, chips, the map, the line, shortcuts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from cases.document import load_document
from cases.models import Case
from tests.browser.conftest import PHONE, Visitor
from tests.browser.states import address
from tests.browser.typist import SAVED

Open = Callable[..., Page]


@pytest.fixture
def opened(visitor: Visitor, clinician: User, case: Case) -> Open:
    """`opened(slug)`: a section of an empty case."""

    def open_section(slug: str, **options: object) -> Page:
        page = visitor.signed_in(clinician, **options)  # type: ignore[arg-type]
        page.goto(address(case, slug))
        return page

    return open_section


def answers(page: Page) -> dict[str, str]:
    """Rows of words that have an answer."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(
            ".segments input:checked")].filter(i => i.value).map(i => [i.name, i.value]))"""
    )
    return found


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.name ?? ''")
    return name


def start_at(page: Page, name: str) -> None:
    page.locator(f'[name="{name}"]:checked').focus()


def colour(page: Page, selector: str) -> str:
    found: str = page.eval_on_selector(selector, "element => getComputedStyle(element).color")
    return found


def token(page: Page, name: str) -> str:
    """A colour of the design, as the browser writes it."""
    found: str = page.evaluate(
        """name => {
            const probe = document.createElement("span");
            probe.style.color = `var(${name})`;
            document.body.append(probe);
            const colour = getComputedStyle(probe).color;
            probe.remove();
            return colour;
        }""",
        name,
    )
    return found


def value(page: Page, name: str) -> str:
    return page.locator(f'#section-form [name="{name}"]').input_value()


class TestRows:
    def test_a_letter_answers_and_goes_on(self, opened: Open) -> None:
        page = opened("ct_signs")
        start_at(page, "lumen_invaded_and_dilated")
        for key in "paen":
            page.keyboard.press(key)
        assert answers(page) == {
            "lumen_invaded_and_dilated": "present",
            "positive_embedded_ivc": "absent",
            "imperceptible_cava_lumen": "equivocal",
            "negative_embedded_ivc": "not_assessed",
        }

    def test_stains_have_letters_of_their_own(self, opened: Open) -> None:
        page = opened("immunohistochemistry")
        start_at(page, "cd34")
        for key in ("p", "f", "e", "n", "d"):
            page.keyboard.press(key)
        assert list(answers(page).values()) == [
            "positive",
            "focal",
            "equivocal",
            "negative",
            "not_done",
        ]

    def test_a_digit_answers_by_place_and_zero_takes_the_answer_back(self, opened: Open) -> None:
        page = opened("ct_signs")
        start_at(page, "lumen_invaded_and_dilated")
        page.keyboard.press("3")
        assert answers(page) == {"lumen_invaded_and_dilated": "equivocal"}
        page.keyboard.press("ArrowUp")
        page.keyboard.press("0")
        assert answers(page) == {}
        assert focused(page) == "lumen_invaded_and_dilated"

    def test_arrows_go_down_and_up_without_answering(self, opened: Open) -> None:
        page = opened("ct_signs")
        start_at(page, "lumen_invaded_and_dilated")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert focused(page) == "imperceptible_cava_lumen"
        page.keyboard.press("ArrowUp")
        assert focused(page) == "positive_embedded_ivc"
        assert answers(page) == {}

    def test_goes_first_to_what_the_answer_has_just_asked_for(self, opened: Open) -> None:
        page = opened("examination")
        start_at(page, "lumbar_contact")
        page.keyboard.press("p")
        assert focused(page) == "lumbar_contact_side"

    def test_says_its_letters_once_a_block(self, opened: Open) -> None:
        page = opened("immunohistochemistry")
        hints = page.locator(".block-tools .hint").all_inner_texts()
        assert hints == ["p f e n d set and go on"] * len(hints)
        assert len(hints) == 2


class TestSizes:
    BOXES = ("tumour_dim_1", "tumour_dim_2", "tumour_dim_3")

    def held(self, page: Page) -> list[tuple[str, str]]:
        """Number and unit of each box."""
        return [(value(page, box), value(page, f"{box}__unit")) for box in self.BOXES]

    def test_what_is_typed_into_the_first_box_fills_all(self, opened: Open) -> None:
        page = opened("ct_abdomen")
        first = page.locator('[name="tumour_dim_1"]')
        first.press_sequentially("18 x 13 x 18 cm")
        first.press("Tab")
        assert self.held(page) == [("18", "cm"), ("13", "cm"), ("18", "cm")]

    def test_what_is_pasted_fills_all_at_once(self, opened: Open) -> None:
        page = opened("ct_abdomen")
        page.locator("#find").fill("18x13x18cm")
        page.locator("#find").press("Control+a")
        page.locator("#find").press("Control+x")
        page.locator('[name="tumour_dim_1"]').press("Control+v")
        assert self.held(page) == [("18", "cm"), ("13", "cm"), ("18", "cm")]

    def test_no_unit_is_guessed_and_nothing_overwritten(self, opened: Open) -> None:
        page = opened("ct_abdomen")
        page.locator('[name="tumour_dim_1"]').fill("18 x 13")
        page.locator('[name="tumour_dim_1"]').press("Tab")
        assert self.held(page) == [("18", ""), ("13", ""), ("", "")]
        page.locator('[name="tumour_dim_1"]').fill("20 x 15 x 20 cm")
        page.locator('[name="tumour_dim_1"]').press("Tab")
        assert self.held(page) == [("20 x 15 x 20 cm", ""), ("13", ""), ("", "")]


class TestTheRest:
    def test_marks_only_what_has_no_answer_and_asks_first(self, opened: Open) -> None:
        page = opened("ct_signs")
        start_at(page, "positive_embedded_ivc")
        page.keyboard.press("p")
        rest = page.get_by_role("button", name="Mark the rest as “not assessed”")
        rest.click()
        dialog = page.get_by_role("dialog", name="Mark the rest")
        expect(dialog).to_contain_text("Rows without an answer in this block: 3.")
        page.get_by_role("button", name="Leave them").click()
        assert answers(page) == {"positive_embedded_ivc": "present"}
        rest.click()
        page.get_by_role("button", name="Mark them").click()
        expect(rest).to_be_disabled()
        assert sorted(answers(page).values()) == ["not_assessed"] * 3 + ["present"]

    def test_a_row_with_a_reason_is_answered(self, opened: Open) -> None:
        page = opened("ct_signs")
        page.locator("#div_id_positive_embedded_ivc .more summary").click()
        page.locator('[name="positive_embedded_ivc__missing"]').select_option("unknown")
        page.get_by_role("button", name="Mark the rest").click()
        expect(page.get_by_role("dialog")).to_contain_text("in this block: 3.")

    def test_stains_are_marked_as_not_done(self, opened: Open) -> None:
        page = opened("immunohistochemistry")
        rest = page.get_by_role("button", name="Mark the rest as “not done”").first
        rest.click()
        page.get_by_role("button", name="Mark them").click()
        expect(rest).to_be_disabled()
        assert set(answers(page).values()) == {"not_done"}


def test_a_chip_sets_its_row_and_takes_it_back(opened: Open) -> None:
    page = opened("ct_abdomen")
    chip = page.get_by_role("group", name="Displaced:").get_by_role("button", name="liver")
    expect(chip).to_have_attribute("aria-pressed", "false")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    assert answers(page) == {"displaces_liver": "present"}
    chip.click()
    assert answers(page) == {}


class TestMap:
    @staticmethod
    def level(page: Page, key: str) -> None:
        page.locator(f'[data-level="{key}"] .cava-rung').click()

    @staticmethod
    def limits(page: Page) -> tuple[str, str]:
        return value(page, "ivc_lower"), value(page, "ivc_upper")

    def test_two_presses_set_the_limits_in_order(self, opened: Open) -> None:
        page = opened("ct_abdomen")
        self.level(page, "suprahepatic")
        assert self.limits(page) == ("suprahepatic", "")
        self.level(page, "infrarenal")
        assert self.limits(page) == ("infrarenal", "suprahepatic")
        self.level(page, "suprarenal")
        assert self.limits(page) == ("suprarenal", "")
        self.level(page, "suprarenal")
        self.level(page, "suprarenal")
        assert self.limits(page) == ("", "")

    def test_a_vein_goes_round_its_answers(self, opened: Open) -> None:
        page = opened("ct_abdomen")
        atrium = page.locator('[data-row="invades_right_atrium"] .cava-dot')
        seen = []
        for _press in range(4):
            atrium.click()
            seen.append(answers(page).get("invades_right_atrium", ""))
        assert seen == ["present", "absent", "equivocal", ""]

    def test_follows_the_inputs_in_shapes_and_words(self, opened: Open) -> None:
        page = opened("ct_abdomen")
        page.get_by_label("Lower limit in the cava", exact=True).select_option("suprarenal")
        page.get_by_label("Upper limit in the cava", exact=True).select_option("suprahepatic")
        start_at(page, "invades_left_renal_vein")
        page.keyboard.press("p")
        within = page.locator(".cava-level.is-within")
        assert within.evaluate_all("all => all.map(one => one.dataset.level)") == [
            "suprahepatic",
            "hepatic_vein_ostia",
            "suprarenal",
        ]
        assert page.locator("#cava-map-said").inner_text() == (
            "Lower limit in the cava: suprarenal cava; "
            "Upper limit in the cava: suprahepatic cava; present: left renal vein"
        )

    def test_says_after_a_save_what_it_said_before(self, opened: Open) -> None:
        page = opened("ct_abdomen")
        self.level(page, "suprarenal")
        self.level(page, "suprahepatic")
        page.locator('[data-row="invades_ivc"] .cava-dot').click()
        said = page.locator("#cava-map-said").inner_text()
        page.keyboard.press("Control+s")
        expect(page.locator("main").get_by_text(SAVED)).to_be_visible()
        answer = page.request.get(page.url).text()
        assert re.findall(r'id="cava-map-said">([^<]*)<', answer) == [said]

    def test_segments_follow_the_card_while_typing(self, opened: Open) -> None:
        page = opened("ct_abdomen")
        line = page.locator("#cava-map-segments")
        expect(line).to_have_text("I, II and III not excluded")
        self.level(page, "suprarenal")
        self.level(page, "suprahepatic")
        expect(line).to_have_text("II and III certain; I excluded")
        classes = page.locator(".cava-map .cava-segment").evaluate_all(
            "all => all.map(one => one.getAttribute('class'))"
        )
        assert classes == [f"cava-segment is-{s}" for s in ("certain", "certain", "excluded")]

    def test_stands_beside_its_rows_at_a_desk_and_above_them_on_a_phone(self, opened: Open) -> None:
        def boxes(page: Page) -> tuple[dict[str, float], dict[str, float]]:
            row = page.locator("#div_id_invades_ivc").bounding_box()
            drawing = page.locator("#cava-map svg").bounding_box()
            assert row
            assert drawing
            return row, drawing  # type: ignore[return-value]

        row, drawing = boxes(opened("ct_abdomen"))
        assert drawing["x"] >= row["x"] + row["width"]
        row, drawing = boxes(opened("ct_abdomen", size=PHONE))
        assert drawing["y"] + drawing["height"] <= row["y"]

    def test_the_tab_key_does_not_enter_it(self, opened: Open) -> None:
        page = opened("ct_abdomen")
        page.get_by_role("button", name="Mark the rest").nth(1).focus()
        page.keyboard.press("Tab")
        assert focused(page) == "ivc_lower"


class TestLine:
    def say(self, page: Page, text: str) -> str:
        """Type into the line and press Enter; what it says then."""
        if not page.locator("#line").is_visible():
            page.keyboard.press("Control+k")
        page.keyboard.insert_text(text)
        page.keyboard.press("Enter")
        return page.locator("#line [role=status]").text_content() or ""

    @pytest.mark.parametrize(
        ("slug", "text", "name", "expected"),
        [
            ("presentation", "sex male", "sex", "male"),
            ("presentation", "main symptom low back", "main_symptom", "low_back_pain"),
            ("presentation", "age 56", "age_at_diagnosis", "56"),
            ("presentation", "low main", "main_symptom", "low_back_pain"),
            ("labs", "hb 12 g/dl", "haemoglobin", "12"),
            ("labs", "hb 12 g/dl", "haemoglobin__unit", "g/dL"),
            ("labs", "calcium normal", "calcium__result", "normal"),
            ("labs", "hb lower 13,5", "haemoglobin__lower", "13,5"),
            ("labs", "platelets not done", "platelets__missing", "not_done"),
            ("labs", "hb source letter of March", "haemoglobin__source", "letter of March"),
            ("presentation", "duration > 12 months", "symptom_duration__comparator", ">"),
            ("presentation", "duration > 12 months", "symptom_duration", "12 months"),
            ("question", "question resect or not?", "question", "resect or not?"),
        ],
    )
    def test_sets_what_it_is_told(
        self, opened: Open, slug: str, text: str, name: str, expected: str
    ) -> None:
        page = opened(slug)
        assert self.say(page, text).startswith("Set. ")
        assert value(page, name) == expected

    def test_sets_rows_of_words(self, opened: Open) -> None:
        page = opened("examination")
        assert self.say(page, "lumbar p") == "Set. Lumbar contact: present"
        assert self.say(page, "varicocele a") == "Set. Varicocele: absent"
        assert answers(page) == {"lumbar_contact": "present", "varicocele": "absent"}

    def test_shows_what_enter_will_do_before_it_is_done(self, opened: Open) -> None:
        page = opened("immunohistochemistry")
        page.keyboard.press("Control+k")
        page.keyboard.insert_text("sma pos")
        first = page.locator("#line [role=option]").first
        expect(first).to_have_text("Smooth-muscle actin (SMA): positive")
        expect(first).to_have_attribute("aria-selected", "true")
        assert answers(page) == {}

    def test_what_fits_several_answers_is_not_set(self, opened: Open) -> None:
        page = opened("ct_abdomen")
        assert self.say(page, "tumour size 18 cm").startswith("Several answers fit")
        assert value(page, "tumour_dim_1") == ""
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert value(page, "tumour_dim_1") == "18"

    def test_what_fits_nothing_is_said(self, opened: Open) -> None:
        assert self.say(opened("labs"), "xyzzy").startswith("Nothing on this page fits")

    def test_only_what_was_set_is_said_in_the_colour_of_success(self, opened: Open) -> None:
        page = opened("labs")
        colours = []
        for text in ("hb 12 g/dl", "xyzzy", "hb 13 g/dl"):
            self.say(page, text)
            page.locator("#line input").fill("")
            colours.append(colour(page, "#line [role=status]"))
        assert colours == [token(page, name) for name in ("--good", "--warn", "--good")]

    def test_a_field_alone_is_gone_to(self, opened: Open) -> None:
        page = opened("labs")
        self.say(page, "creatinine")
        expect(page.locator("#line")).to_be_hidden()
        assert focused(page) == "creatinine"

    def test_a_section_is_gone_to(self, opened: Open) -> None:
        page = opened("presentation")
        self.say(page, "labs")
        page.wait_for_url("**/labs/")

    def test_a_field_that_does_not_apply_is_not_found(self, opened: Open) -> None:
        page = opened("examination")
        assert self.say(page, "contact side right").startswith("Nothing on this page fits")

    def test_a_unit_that_is_not_offered_stays_with_its_number(self, opened: Open) -> None:
        page = opened("labs")
        self.say(page, "hb 12 stone")
        assert value(page, "haemoglobin") == "12 stone"
        assert value(page, "haemoglobin__unit") == ""


class TestShortcuts:
    def test_save_and_next_by_key(self, opened: Open, case: Case) -> None:
        page = opened("ct_signs")
        start_at(page, "positive_embedded_ivc")
        page.keyboard.press("p")
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/mri/")
        (row,) = load_document(case.pk)["ct_signs"]
        assert row["positive_embedded_ivc"] == "present"

    def test_brackets_and_letters_go_to_sections(self, opened: Open) -> None:
        page = opened("examination")
        page.keyboard.press("]")
        page.wait_for_url("**/ct_abdomen/")
        page.keyboard.press("[")
        page.wait_for_url("**/examination/")
        page.keyboard.press("g")
        page.keyboard.press("l")
        page.wait_for_url("**/labs/")

    def test_typing_is_never_taken_for_a_shortcut(self, opened: Open) -> None:
        page = opened("question")
        page.get_by_label("Question to the board", exact=True).focus()
        page.keyboard.type("n[]?gl")
        assert value(page, "question") == "n[]?gl"
        assert page.url.endswith("/question/")

    def test_single_letters_can_be_switched_off_and_stay_off(self, opened: Open) -> None:
        page = opened("examination")
        page.keyboard.press("?")
        page.get_by_label("Single letters act as shortcuts").uncheck()
        page.get_by_role("button", name="Close").click()
        page.reload()
        page.keyboard.press("?")
        expect(page.locator("#shortcuts")).to_be_hidden()
        page.get_by_role("button", name="Keyboard shortcuts").click()
        expect(page.get_by_label("Single letters act as shortcuts")).not_to_be_checked()

    @pytest.mark.parametrize("key", ["F2", "Alt+m"])
    def test_more_of_a_field_opens_by_key(self, opened: Open, key: str) -> None:
        page = opened("labs")
        page.get_by_label("Haemoglobin", exact=True).focus()
        page.keyboard.press(key)
        assert focused(page) == "haemoglobin__missing"

    def test_a_slash_goes_to_the_find_box(self, opened: Open) -> None:
        page = opened("labs")
        page.keyboard.press("/")
        page.keyboard.type("118")
        expect(page.get_by_label("Find a case")).to_be_focused()
        expect(page.get_by_label("Find a case")).to_have_value("118")
