"""The unified social credit code: the codes of the standard world, and every slip of the pen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.identifiers import ALPHABET, check_digit, is_uscc, organisation_kind, uscc_fault
from workflows.procurement.world import standard

VALID = [entry["uscc"] for table in ("organisation", "authority") for entry in standard()[table] if "uscc" in entry]
bodies = st.tuples(
    st.text(ALPHABET, min_size=2, max_size=2), st.from_regex(r"[0-9]{6}", fullmatch=True), st.text(ALPHABET, min_size=9, max_size=9)
)
codes = bodies.map(lambda parts: "".join(parts) + check_digit("".join(parts)))


def test_codes_of_the_standard_world_are_right() -> None:
    assert len(VALID) == 8
    assert all(map(is_uscc, VALID))


def test_identifiers_of_the_standard_world_are_answered_as_it_says() -> None:
    for entry in standard()["identifier"]:
        fault = uscc_fault(entry["value"])
        answer = "ok" if fault is None else {"invalid": "invalid", "refuse": "refused"}[fault.level]
        assert answer == entry["answer"], entry["note"]
        assert fault is None or fault.rules == (entry["rule"],)


def test_offices_and_enterprises_are_no_contractors() -> None:
    kinds = {code: organisation_kind(code) for code in VALID}
    assert kinds["52440402MJM200001F"] == "民办非企业单位"
    assert kinds["53440400MJM200003M"] == "基金会"
    for code in ("114404020070000017", "91440400MA4X00001D"):
        fault = uscc_fault(code, "party_b")
        assert fault is not None
        assert (fault.level, fault.field) == ("refuse", "party_b")


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_always_found(code: str, at: int, sign: str) -> None:
    assert is_uscc(code)
    assert is_uscc(code[:at] + sign + code[at + 1 :]) == (code[at] == sign)


@given(codes, st.integers(0, 16))
def test_two_neighbours_swapped_are_always_found(code: str, at: int) -> None:
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert is_uscc(swapped) == (swapped == code)


@given(st.text(max_size=20))
def test_no_other_text_passes_for_a_code(text: str) -> None:
    assert not is_uscc(text) or (len(text) == 18 and set(text) <= set(ALPHABET))


def test_lower_case_and_full_width_are_no_codes() -> None:
    assert not is_uscc("52440402mjm200001f")
    assert not is_uscc("\uff15\uff12440402MJM200001F")
    assert not is_uscc("52440402MJM200001F\n")
